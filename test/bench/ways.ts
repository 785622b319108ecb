import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Host } from '../range/range.ts';
import type { Built } from './build.ts';
import { newOperator, type Ran } from './operator.ts';

/** One way to bring a server to JATOS at `https://name`. Done again, it finds nothing to do. */
export type Way = (server: Host, name: string) => Promise<() => Promise<Ran>>;

const inPeer = (name: string) => join(import.meta.dirname, 'peer', name);

/** setup-server, unattended. */
export function setupServer(built: Built): Way {
  return async (server, name) => {
    const operator = await newOperator(built.scratch);
    const key = await server.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    const answers = join(operator.home, 'answers.yaml');
    const given = {
      app: 'jatos',
      server: server.address,
      'ssh.user': server.user,
      'ssh.fingerprint': key.split(' ')[1],
      hostname: name,
      'certificate.terms': true,
      // The other ways leave it as everybody knows it.
      'jatos.admin.password': 'correct horse, battery 9',
    };
    await writeFile(answers, stringify(given), { mode: 0o600 });
    const argv = [process.execPath, built.setupServer, '--answers', answers, '--yes', '--json'];
    return () => operator.run(argv);
  };
}

/** A script over one SSH connection. */
export function byHand(built: Built): Way {
  return async (server, name) => {
    const operator = await newOperator(built.scratch);
    return () => operator.run(['bash', inPeer('by-hand.sh'), server.address, name]);
  };
}

export function ansible(built: Built): Way {
  return async (server, name) => {
    const operator = await newOperator(built.scratch);
    const variables = `name=${name} ansible_python_interpreter=/usr/bin/python3`;
    const playbook = [inPeer('site.yml'), '-i', `${server.address},`, '-e', variables];
    return async () =>
      await operator.run(['ansible-playbook', ...playbook], {
        ANSIBLE_CONFIG: inPeer('ansible.cfg'),
        // It would find its last connection still open; everybody logs in anew.
        ANSIBLE_SSH_CONTROL_PATH_DIR: await mkdtemp(join(built.scratch, 'ansible-')),
        LC_ALL: 'C.UTF-8',
      });
  };
}
