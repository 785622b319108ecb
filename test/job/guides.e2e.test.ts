import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../source/secrets/secret.ts';
import { presigned } from '../../source/stores/presign.ts';
import { type Moto, startMoto } from '../dns-providers/moto.ts';
import { dns, type Host, host, rangeUp } from '../range/range.ts';
import { answersFor, newOperator, type Operator, type Ran } from './operator.ts';
import { traces } from './state.ts';

/** Two guides that people follow to this day, done by the wizard, from the first answer to the last. */
let server: Host;
let operator: Operator;

beforeAll(async () => {
  await rangeUp({ suites: ['trixie'], apps: ['nginx', 'hello'] });
  server = await host('guides', { suite: 'trixie', variant: 'docker', disk: 'tmpfs' });
  operator = await newOperator();
});
afterAll(() => server?.remove());

async function set(answers: Record<string, unknown>): Promise<Ran> {
  const file = await operator.answers(answers);
  return await operator.run(['--answers', file, '--yes', '--json']);
}

const get = async (url: string) => {
  const page = await operator.program(['curl', '-sS', '--max-time', '10', url]);
  expect(page.stderr).toBe('');
  return page.stdout;
};

const inspect = async (format: string, name: string) =>
  await server.exec(`docker inspect --format '${format}' ${name}`);

const troubleIn = ({ events }: Ran) =>
  events.find(({ type }) => type === 'trouble' || type === 'failed')?.trouble;

/** docker run -d -w /home/sinatra -e RACK_ENV=test -p 10001:4567 …/sinatra:v1.1 ./run_app.sh */
describe('the Sinatra walk-through', () => {
  const NAME = 'sinatra.range.test';
  let answers: Record<string, unknown>;

  beforeAll(async () => {
    await dns.set(NAME, server.address);
    await server.exec(`mkdir -p /srv/sinatra && cat > /srv/sinatra/run_app.sh <<'END'
#!/bin/sh
exec python3 app.py
END
cat > /srv/sinatra/app.py <<'END'
import json, os
from http.server import BaseHTTPRequestHandler, HTTPServer
class App(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"activity_id": self.path.split("/")[-1], "env": os.environ.get("RACK_ENV"), "in": os.getcwd()})
        self.send_response(200); self.end_headers(); self.wfile.write(body.encode())
HTTPServer(("", 4567), App).serve_forever()
END
chmod 755 /srv/sinatra/run_app.sh`);
    answers = {
      ...{ app: 'image', install: 'sinatra', 'image.reference': 'example/hello:1' },
      ...{ 'image.port': 4567, 'image.ports': '10001:4567' },
      ...{ 'image.workdir': '/home/sinatra', 'image.command': './run_app.sh' },
      'image.folders': '/srv/sinatra:/home/sinatra:ro',
      'image.env': 'RACK_ENV=test\n',
      ...(await answersFor(server, NAME)),
    };
  });

  it('answers at its own name over HTTPS, and at the port of the guide', async () => {
    const ran = await set(answers);
    expect(troubleIn(ran)).toBeUndefined();
    expect(ran.code).toBe(0);
    const activity = { activity_id: '1', env: 'test', in: '/home/sinatra' };
    expect(JSON.parse(await get(`https://${NAME}/activity/1`))).toEqual(activity);
    expect(JSON.parse(await get(`http://${NAME}:10001/activity/1`))).toEqual(activity);
    expect(await inspect('{{json .Config.Cmd}} {{.Config.WorkingDir}}', 'sinatra')).toBe(
      '["./run_app.sh"] /home/sinatra',
    );
  });

  it('leaves nothing to do', async () => {
    expect((await set(answers)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });
});

/** docker run -d -p 80 -v /containers/shop/:/host -e QUEUE_NAME=processing_queue shop-release:0.0.1 */
describe('the release image with its data below /host', () => {
  const NAME = 'shop.range.test';
  let answers: Record<string, unknown>;

  beforeAll(async () => {
    await dns.set(NAME, server.address);
    const folder = join(operator.folder, 'shop-release');
    await mkdir(folder);
    await writeFile(
      join(folder, 'start.sh'),
      '[ -n "$QUEUE_NAME" ] || { echo "QUEUE_NAME needs to be set. Exiting."; exit 1; }\necho "$QUEUE_NAME" > /host/queue\nexec python3 -m http.server 8000 --directory /host\n',
    );
    await writeFile(
      join(folder, 'Dockerfile'),
      'FROM example/hello:1\nCOPY start.sh /start.sh\nUSER 1000:1000\nSTOPSIGNAL SIGINT\nEXPOSE 8000\nCMD ["sh", "/start.sh"]\n',
    );
    answers = {
      ...{ app: 'image', install: 'shop', 'image.reference': './shop-release' },
      ...{ 'image.folders': '/containers/shop/:/host', 'image.memory': 256 },
      ...(await answersFor(server, NAME)),
    };
  });

  it("shows the start script's own words where a variable is missing", async () => {
    const ran = await set(answers);
    expect(ran.code).toBe(1);
    expect(JSON.stringify(troubleIn(ran))).toContain('QUEUE_NAME needs to be set. Exiting.');
  });

  it('runs once it has it, and keeps its data in the folder of the server', async () => {
    const ran = await set({ ...answers, 'image.env': 'QUEUE_NAME=processing_queue\n' });
    expect(troubleIn(ran)).toBeUndefined();
    expect(ran.code).toBe(0);
    expect(await get(`https://${NAME}/queue`)).toBe('processing_queue');
    expect(await server.exec("stat -c '%u:%g' /containers/shop")).toBe('1000:1000');
    expect(await server.exec('cat /containers/shop/queue')).toBe('processing_queue');
    expect(await inspect('{{.HostConfig.Memory}}', 'shop')).toBe('268435456');
  });

  it('leaves nothing to do, also when the variable is not told again', async () => {
    expect((await set(answers)).events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
  });

  describe('with what differs from stage to stage in a bucket', () => {
    const PASSWORD = 'hush-4711-bucket';
    const KEY = 'config/prod.env';
    const FILE = `s3://shop-config/${KEY}`;
    let moto: Moto;
    let env: Record<string, string>;

    beforeAll(async () => {
      moto = await startMoto();
      const { id, secret } = await moto.keyOf('anna', JSON.stringify(ALL));
      env = {
        AWS_ENDPOINT_URL_S3: moto.endpoint,
        AWS_ACCESS_KEY_ID: id,
        AWS_SECRET_ACCESS_KEY: secret,
        AWS_EC2_METADATA_DISABLED: 'true',
      };
      const bucket = {
        ...{ endpoint: moto.endpoint, region: 'us-east-1', bucket: 'shop-config' },
        ...{ accessKeyId: id, secretAccessKey: new Secret(secret) },
      };
      await fetch(presigned(bucket, { method: 'PUT' }, new Date()), { method: 'PUT' });
      const put = presigned(bucket, { method: 'PUT', key: KEY }, new Date());
      const body = `QUEUE_NAME=from-the-bucket\nDB_PASSWORD=${PASSWORD}\n`;
      expect((await fetch(put, { method: 'PUT', body })).status).toBe(200);
      return () => moto.stop();
    });

    const setFrom = async (file: string, more: Record<string, unknown> = {}) => {
      const path = await operator.answers({ ...answers, 'image.variables': file, ...more });
      return await operator.run(['--answers', path, '--yes', '--json'], { env });
    };

    it('takes it from there; what is typed counts before it, and the bucket is in no record', async () => {
      const ran = await setFrom(FILE, { 'image.env': 'STAGE=prod\nQUEUE_NAME=typed\n' });
      expect(troubleIn(ran)).toBeUndefined();
      expect(ran.code).toBe(0);
      expect(await get(`https://${NAME}/queue`)).toBe('typed');
      const list = await server.read('/etc/setup-server/shop/env.list');
      expect(list).toBe(`QUEUE_NAME=typed\nDB_PASSWORD=${PASSWORD}\nSTAGE=prod`);
      expect(ran.stdout + ran.stderr).not.toContain(PASSWORD);
      expect(await server.read('/etc/setup-server/shop/install.json')).not.toMatch(/s3:|hush/);
      const again = await setFrom(FILE, { 'image.env': 'STAGE=prod\nQUEUE_NAME=typed\n' });
      expect(again.events.at(-1)).toMatchObject({ ending: 'nothing-to-do' });
    });

    it('is brought over by "env import", too, and by --env-list', async () => {
      const words = [
        'env',
        'import',
        '--file',
        FILE,
        '--answers',
        await operator.answers(way()),
        '--json',
      ];
      const ran = await operator.run([...words, '--yes'], { env });
      expect(troubleIn(ran)).toBeUndefined();
      expect(await get(`https://${NAME}/queue`)).toBe('from-the-bucket');
      expect(ran.stdout + ran.stderr).not.toContain(PASSWORD);
      const file = await operator.answers(answers);
      const whole = await operator.run(['--env-list', FILE, '--answers', file, '--json', '--yes'], {
        env,
      });
      expect(whole.events.at(-1)).toMatchObject({ ending: 'complete' });
      expect(await server.read('/etc/setup-server/shop/env.list')).not.toContain('STAGE');
    });

    it('says what is wrong with the address, the file or the login, and changes nothing', async () => {
      const before = await traces(server);
      const absent = await setFrom('s3://shop-config/config/stage.env');
      expect(troubleIn(absent)).toMatchObject({ code: 'store.no-object' });
      env = { ...env, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
      expect(troubleIn(await setFrom(FILE))).toMatchObject({ code: 'ec2.no-credentials' });
      const odd = await setFrom('s3://shop-config');
      expect(odd.events.find(({ type }) => type === 'problems')).toMatchObject({
        problems: [{ id: 'image.variables' }],
      });
      expect(await traces(server)).toBe(before);
    });

    const way = () => ({
      ...Object.fromEntries(
        ['server', 'ssh.user', 'ssh.fingerprint'].map((id) => [id, answers[id]]),
      ),
      'renew.install': 'shop',
    });
  });
});

const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
