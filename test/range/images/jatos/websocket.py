"""The server's half of RFC 6455, as far as an echo and a group need it."""
import base64, hashlib


def acceptance(key):
    digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    return base64.b64encode(digest).decode()


def messages(incoming):
    """Operation and data of each frame, until the other side is gone."""
    while True:
        head = incoming.read(2)
        if len(head) < 2:
            return
        operation, length = head[0] & 15, head[1] & 127
        if length > 125:
            length = int.from_bytes(incoming.read(2 if length == 126 else 8), "big")
        mask = incoming.read(4)
        yield operation, bytes(byte ^ mask[i % 4] for i, byte in enumerate(incoming.read(length)))


def echo(incoming, outgoing):
    for operation, data in messages(incoming):
        outgoing.write(frame(10 if operation == 9 else operation, data))
        if operation == 8:
            return


members = []


def meet(incoming, outgoing):
    """As JATOS 3 has its groups and batches, also in multi-node mode: only who is in the same process hears."""
    members.append(outgoing)
    try:
        for each in members:
            each.write(frame(1, f"members {len(members)}".encode()))
        for operation, data in messages(incoming):
            if operation == 8:
                return
            for each in members:
                if each is not outgoing:
                    each.write(frame(operation, data))
    finally:
        members.remove(outgoing)


def frame(operation, data):
    if len(data) < 126:
        size = bytes([len(data)])
    elif len(data) < 65536:
        size = bytes([126]) + len(data).to_bytes(2, "big")
    else:
        size = bytes([127]) + len(data).to_bytes(8, "big")
    return bytes([0x80 | operation]) + size + data
