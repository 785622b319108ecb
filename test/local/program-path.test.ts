import { expect, it } from 'vitest';
import { programPath } from '../../source/edges/local/program-path.ts';

const there = (...paths: string[]) => [{ Path: paths.join(';') }, 'win32'] as const;
const always = () => true;

it('is left to PATH where the current folder is none of its places', () => {
  expect(programPath('ssh', { PATH: '/usr/bin' }, 'linux')).toBe('ssh');
  expect(programPath('ssh', { PATH: '/usr/bin' }, 'darwin')).toBe('ssh');
});

it('is the first that PATH has on Windows', () => {
  const way = there('C:\\Program Files\\Git\\usr\\bin', 'C:\\Windows\\System32\\OpenSSH');
  expect(programPath('ssh', ...way, always)).toBe('C:\\Program Files\\Git\\usr\\bin\\ssh.exe');
  expect(programPath('ssh', ...way, (path) => !path.includes('Git'))).toBe(
    'C:\\Windows\\System32\\OpenSSH\\ssh.exe',
  );
});

it('is never one in the current folder of Windows, however PATH names it', () => {
  const way = there('.', '', 'bin', 'C:bin', '"C:\\Tools"');
  expect(programPath('ssh', ...way, always)).toBe('C:\\Tools\\ssh.exe');
});

it('is where Windows keeps its own, if PATH has none', () => {
  expect(programPath('ssh', { SystemRoot: 'D:\\Windows' }, 'win32', () => false)).toBe(
    'D:\\Windows\\System32\\OpenSSH\\ssh.exe',
  );
});
