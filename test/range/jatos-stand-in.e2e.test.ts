import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Host, host, rangeUp } from './range.ts';

let server: Host;
const at = 'http://localhost:9000';
const cookies = '-b /tmp/jar -c /tmp/jar';

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['jatos'] }, console.log);
  server = await host('jatos-check', { variant: 'docker', disk: 'tmpfs', say: console.log });
  await start('3.10.4');
});
afterAll(() => server?.remove());

async function start(version: string, option = ''): Promise<void> {
  await server.exec('docker rm -f jatos >/dev/null 2>&1; true');
  await server.exec(
    `docker run -d --name jatos -p 9000:9000 -v jatos:/opt/jatos_data -e JATOS_SECRET=0123456789abcdef -e JATOS_RESULT_UPLOADS_MAX_FILE_SIZE=1MB jatos/jatos:${version} -Dplay.http.session.secure=false ${option}`,
  );
  await server.exec(
    `for i in $(seq 100); do curl -sf ${at}/ping && exit 0; sleep 0.1; done; exit 1`,
  );
}

async function post(path: string, form: string, more = ''): Promise<string> {
  return server.exec(`curl -s -w ' %{http_code}' ${cookies} ${more} -d '${form}' ${at}${path}`);
}

async function facts() {
  const page = await server.exec(`curl -s ${at}/jatos`);
  return JSON.parse(/id="facts">(.*?)<\/script>/.exec(page)?.[1] ?? '');
}

it('shows how it was started', async () => {
  expect(await facts()).toMatchObject({
    version: '3.10.4',
    data: 'created by 3.10.4',
    dirty: false,
    arguments: ['-Dplay.http.session.secure=false'],
  });
});

it('signs in and changes the password as JATOS does', async () => {
  expect(await post('/jatos/signin/local', 'username=admin&password=wrong')).toMatch(/ 401$/);
  expect(await post('/jatos/signin/local', 'username=admin&password=admin')).toMatch(
    /^\{"redirectUrl": "\/jatos", "userSigninTime": \d+\} 200$/,
  );
  const change =
    'username=admin&oldPassword=admin&newPassword=a-new-one&newPasswordRepeat=a-new-one';
  expect(await post('/jatos/user/passwordByUser', change)).toMatch(/ 403$/);
  const page = await server.exec(`curl -s ${cookies} ${at}/jatos`);
  const [, token] = /csrfToken = "(\w+)"/.exec(page) ?? [];
  expect(await post('/jatos/user/passwordByUser', change, `-H "Csrf-Token: ${token}"`)).toBe(
    '  200',
  );
  await server.exec('rm /tmp/jar');
  expect(await post('/jatos/signin/local', 'username=admin&password=admin')).toMatch(/ 401$/);
  expect(await post('/jatos/signin/local', 'username=admin&password=a-new-one')).toMatch(/ 200$/);
});

it('speaks WebSocket, if the proxy passes what it needs', async () => {
  const talk = async (...headers: string[]) => {
    const request = [
      'GET /jatos/testWebSocket HTTP/1.1',
      'Host: localhost:9000',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    ];
    // The frame is the text "ok" with a mask of zeros.
    const script = [
      'import socket, time',
      's = socket.create_connection(("localhost", 9000))',
      `s.sendall(${JSON.stringify([...request, '', ''].join('\r\n'))}.encode())`,
      's.sendall(bytes([0x81, 0x82, 0, 0, 0, 0]) + b"ok"); time.sleep(0.5)',
      'print(s.recv(4096).decode(errors="replace"))',
    ];
    return server.exec(`python3 - <<'E'\n${script.join('\n')}\nE`);
  };
  expect(await talk()).toMatch(/^HTTP\/1.1 426/);
  const upgrade = ['Upgrade: websocket', 'Connection: Upgrade'];
  expect(await talk(...upgrade, 'Origin: http://elsewhere.test')).toMatch(/^HTTP\/1.1 403/);
  expect(await talk(...upgrade)).toMatch(
    /^HTTP\/1.1 101[\s\S]*s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=[\s\S]*ok$/,
  );
});

it('takes uploads up to its limit', async () => {
  const upload = (size: string) =>
    server.exec(
      `head -c ${size} /dev/zero | curl -s -o /dev/null -w '%{http_code}' --data-binary @- ${at}/upload`,
    );
  expect(await upload('900k')).toBe('200');
  expect(await upload('2M')).toBe('413');
});

it('keeps results and uploads', async () => {
  await server.exec(`curl -sf -d 'seen: 7' ${at}/publix/run-1/1/resultData`);
  await server.exec(`curl -sf --data-binary 'a drawing' '${at}/upload?as=drawing.txt'`);
  expect((await facts()).results).toEqual(['seen: 7']);
  expect(await server.exec(`curl -sf ${at}/upload/drawing.txt`)).toBe('a drawing');
});

it('ignores docker stop, and is damaged by it; its own stop is clean', async () => {
  await server.exec('docker exec jatos ./loader.sh stop');
  expect(await server.exec("docker inspect -f '{{.State.Running}}' jatos")).toBe('true');
  expect(await server.succeeds(`curl -sf ${at}/ping`)).toBe(false);
  await start('3.10.5');
  expect(await facts()).toMatchObject({
    version: '3.10.5',
    data: 'created by 3.10.4',
    dirty: false,
  });
  await server.exec('docker stop -t 1 jatos');
  await start('3.10.5');
  expect(await facts()).toMatchObject({ dirty: true, versions: ['3.10.4', '3.10.5'] });
});

it('has a version that never becomes ready', async () => {
  await expect(start('3.10.99')).rejects.toThrow();
  expect(await server.exec('docker logs jatos 2>&1')).toContain('inconsistent state');
});

it('does not take H2 where it is one of several', async () => {
  await expect(start('3.10.4', '-Djatos.multiNode=true')).rejects.toThrow();
  expect(await server.exec('docker logs jatos 2>&1')).toContain('cannot use an H2 database');
});
