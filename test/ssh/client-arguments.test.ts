import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { clientEnvironment } from '../../source/edges/ssh/client.ts';
import {
  loginArguments,
  ridingArguments,
  targetArguments,
} from '../../source/edges/ssh/client-arguments.ts';
import { knownHostsName, parseSettings } from '../../source/edges/ssh/settings.ts';

const target = { host: 'example.org', user: '', port: '', keyFile: '', configFile: '' };
const printed = [
  'host example.org',
  'user anna',
  'hostname 203.0.113.7',
  'port 2222',
  'stricthostkeychecking ask',
  'userknownhostsfile /home/anna/.ssh/known_hosts /home/anna/.ssh/known_hosts2',
  'connecttimeout none',
  'identityfile ~/.ssh/id_rsa',
  'identityfile ~/.ssh/id_ed25519',
].join('\n');
const all = { multiplex: true, askpass: true };
const settings = parseSettings(printed);

describe('what OpenSSH makes of a target', () => {
  it('is read from what ssh -G prints', () => {
    expect(settings).toEqual({
      user: 'anna',
      hostname: '203.0.113.7',
      port: '2222',
      hostKeyAlias: '',
      strictHostKeyChecking: 'ask',
      knownHostsFiles: ['/home/anna/.ssh/known_hosts', '/home/anna/.ssh/known_hosts2'],
      proxyJump: '',
      proxied: false,
      ...{ hostKeyAlgorithms: null, onlyKnownHosts: null },
      identityFiles: ['~/.ssh/id_rsa', '~/.ssh/id_ed25519'],
      connectTimeout: null,
    });
    expect(parseSettings('proxyjump none\n').proxyJump).toBe('');
    expect(parseSettings('proxyjump anna@gate:22\n').proxyJump).toBe('anna@gate:22');
    expect(parseSettings('connecttimeout 40\r\nuser me\r\n')).toMatchObject({
      user: 'me',
      connectTimeout: 40,
    });
  });

  it('tells the name under which the key is known', () => {
    expect(knownHostsName(settings)).toBe('[203.0.113.7]:2222');
    expect(knownHostsName({ ...settings, port: '22' })).toBe('203.0.113.7');
    expect(knownHostsName({ ...settings, hostKeyAlias: 'web' })).toBe('web');
  });
});

describe('the arguments of a login', () => {
  it('leave to the configuration what was not answered', () => {
    expect(targetArguments(target)).toEqual([]);
  });

  it('name what was answered', () => {
    const full = { ...target, user: 'a', port: '1', keyFile: '/k/100%', configFile: '/c' };
    expect(targetArguments(full)).toEqual([
      '-F',
      '/c',
      '-l',
      'a',
      '-p',
      '1',
      '-i',
      '/k/100%%',
      '-o',
      'IdentitiesOnly=yes',
    ]);
  });

  it.each([
    ['ask', 'ask'],
    ['yes', 'yes'],
    ['true', 'yes'],
    ['accept-new', 'accept-new'],
    ['no', 'accept-new'],
    ['off', 'accept-new'],
    ['false', 'accept-new'],
  ])('with StrictHostKeyChecking %s check as %s: a changed key is never taken', (own, ours) => {
    const args = loginArguments(target, { ...settings, strictHostKeyChecking: own }, all, null);
    expect(args).toContain(`StrictHostKeyChecking=${ours}`);
  });

  it('take the keys of one file alone where there is one, whatever its path', () => {
    const onlyKnownHosts = '/tmp/Anna Ex/100%/known_hosts';
    const args = loginArguments(target, { ...settings, onlyKnownHosts }, all, null);
    const { stdout } = spawnSync('ssh', ['-G', ...args], { encoding: 'utf8' });
    expect(stdout).toContain(`\nuserknownhostsfile ${onlyKnownHosts}\n`);
    expect(stdout).toContain(`\nglobalknownhostsfile ${onlyKnownHosts}\n`);
    expect(loginArguments(target, settings, all, null).join()).not.toContain('KnownHostsFile');
  });

  it('keep the patience that the configuration asks for', () => {
    expect(loginArguments(target, settings, all, null)).toContain('ConnectTimeout=15');
    const patient = { ...settings, connectTimeout: 60 };
    expect(loginArguments(target, patient, all, null)).toContain('ConnectTimeout=60');
  });

  it('end in the host, which can not be taken for an option', () => {
    const proxied = parseSettings(`${printed}\nproxycommand nc %h %p\n`);
    expect(loginArguments(target, proxied, all, null)).toContain('ConnectTimeout=180');
    const one = { ...settings, hostKeyAlgorithms: 'ssh-ed25519' };
    expect(loginArguments(target, one, all, null)).toContain('HostKeyAlgorithms=ssh-ed25519');
    expect(loginArguments(target, settings, all, '/run/c1').slice(-2)).toEqual([
      '--',
      'example.org',
    ]);
    expect(ridingArguments(target, '/run/c1').slice(-2)).toEqual(['--', 'example.org']);
  });
});

it('lets a command that lost its connection fail, not log in anew', () => {
  expect(ridingArguments(target, '/run/c1')).toContain('ProxyCommand=false');
});

it("keeps Docker's variables, our answers and other languages from the client", () => {
  const own = {
    PATH: '/bin',
    DOCKER_HOST: 'tcp://x',
    SETUP_SERVER_SSH_PASSPHRASE: 'secret',
    LC_MESSAGES: 'de_DE',
    LANGUAGE: 'de',
    SSH_AUTH_SOCK: '/agent',
    SSH_ASKPASS: '/theirs',
    EMPTY: undefined,
  };
  expect(clientEnvironment(own, { SSH_ASKPASS: '/ours' })).toEqual({
    PATH: '/bin',
    SSH_AUTH_SOCK: '/agent',
    DISPLAY: ':',
    LC_ALL: 'C',
    SSH_ASKPASS: '/ours',
    SSH_ASKPASS_REQUIRE: 'force',
  });
  expect(clientEnvironment({ DISPLAY: ':0' }, {}).DISPLAY).toBe(':0');
});
