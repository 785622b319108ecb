"""The server's half of RFC 6455, as far as an echo needs it."""
import base64, hashlib


def acceptance(key):
    digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    return base64.b64encode(digest).decode()


def echo(incoming, outgoing):
    while True:
        head = incoming.read(2)
        if len(head) < 2:
            return
        operation, length = head[0] & 15, head[1] & 127
        if length > 125:
            length = int.from_bytes(incoming.read(2 if length == 126 else 8), "big")
        mask = incoming.read(4)
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(incoming.read(length)))
        outgoing.write(frame(10 if operation == 9 else operation, data))
        if operation == 8:
            return


def frame(operation, data):
    if len(data) < 126:
        size = bytes([len(data)])
    elif len(data) < 65536:
        size = bytes([126]) + len(data).to_bytes(2, "big")
    else:
        size = bytes([127]) + len(data).to_bytes(8, "big")
    return bytes([0x80 | operation]) + size + data
