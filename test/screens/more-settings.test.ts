import { expect, test } from 'vitest';
import { moreSettings } from '../../screens/more-settings.ts';
import type { Answers } from '../../source/answers/answers.ts';
import { Facts } from '../../source/facts/facts.ts';
import type { Section } from '../../source/questions/question.ts';
import { script } from '../../source/script.ts';

const ANSWERS: Answers = {
  ...{ app: 'image', 'image.reference': 'example/hello:1', 'host.kind': 'ssh' },
  ...{ server: '203.0.113.7', 'ssh.user': 'root', hostname: 'study.example.org' },
};

function idsAt(section: Section, answers: Answers = {}): string[] {
  const interview = { answers: { ...ANSWERS, ...answers }, facts: new Facts(), confirmed: [] };
  return moreSettings(script, interview, section, []).map(({ id }) => id);
}

test('Everything about names and certificates that nobody is asked can be seen to', () => {
  expect(idsAt('Name')).toEqual(['hostname.more', 'address.kind']);
  expect(idsAt('Certificate')).toEqual([
    'certificate.use',
    'certificate.proof',
    'certificate.authority',
    'certificate.profile',
    'certificate.key',
    'certificate.email',
  ]);
  expect(idsAt('Certificate', { 'certificate.authority': 'other' })).toContain('certificate.root');
  expect(idsAt('Certificate', { 'hostname.more': '*.study.example.org' })).not.toContain(
    'certificate.proof',
  );
  expect(idsAt('Certificate', { 'certificate.use': 'none' })).toEqual(['certificate.use']);
});
