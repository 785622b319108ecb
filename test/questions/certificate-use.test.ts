import { describe, expect, it } from 'vitest';
import { decideGoal } from '../../source/decide-goal.ts';
import { ownCertificate } from '../../source/facts/certificates/own-certificate.ts';
import { Facts, query } from '../../source/facts/facts.ts';
import { addressOf } from '../../source/goal.ts';
import { hostKindOf } from '../../source/hosts/index.ts';
import { applies } from '../../source/interview.ts';
import { arnQuestion } from '../../source/questions/certificate-arn.ts';
import { proofOf } from '../../source/questions/certificate-proof.ts';
import { ownFilesQuestions, ownLooks } from '../../source/questions/certificate-use.ts';
import { isOptional } from '../../source/questions/question.ts';
import { questions } from '../../source/script.ts';
import { Secret } from '../../source/secrets/secret.ts';

const study = {
  ...{ app: 'image', 'image.reference': 'example/hello:1' },
  ...{ server: '203.0.113.7', 'ssh.user': 'root', hostname: 'study.example.org' },
};
const own = {
  ...study,
  'certificate.use': 'own-files',
  'certificate.own.chain': '/home/anna/chain.pem',
  'certificate.own.key': '/home/anna/key.pem',
};
const none = new Facts();
const ARN = 'arn:aws:acm:eu-central-1:123456789012:certificate/0f1e2d3c-aaaa-bbbb';
const asked = (answers: Record<string, string>) =>
  questions
    .filter((each) => each.section === 'Certificate' && applies(each, answers, none))
    .map(({ id }) => id);

describe('where the certificate comes from', () => {
  it('decides what else is asked about it', () => {
    expect(asked(study)).toEqual(
      expect.arrayContaining(['certificate.use', 'certificate.authority', 'certificate.terms']),
    );
    expect(asked(own)).toEqual(['certificate.use', 'certificate.own.chain', 'certificate.own.key']);
    expect(asked({ ...study, 'certificate.use': 'none' })).toEqual(['certificate.use']);
    expect(asked({ ...study, 'certificate.use': 'balancer' })).toEqual(['certificate.use']);
  });

  it('asks for both where a balancer gets one from an authority', () => {
    const handed = { ...study, 'certificate.use': 'for-balancer', 'certificate.arn': ARN };
    expect(asked(handed)).toEqual(
      expect.arrayContaining(['certificate.use', 'certificate.arn', 'certificate.authority']),
    );
    expect(asked(study)).not.toContain('certificate.arn');
    const goal = decideGoal(handed, none);
    expect(goal).toMatchObject({ trustNames: true, certificate: { handsTo: ARN } });
    expect(goal.certificate.use).toBeUndefined();
    expect(addressOf(goal)).toBe('https://study.example.org');
  });

  it.each([
    [ARN, true],
    ['arn:aws-cn:acm:cn-north-1:123456789012:certificate/0f1e', true],
    ['arn:aws:acm:eu-central-1:123456789012:certificate/a,b', false],
    ['arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/a', false],
    ['', false],
  ])('takes for an ARN what is one: %s', (text, isOne) => {
    const problem = arnQuestion.kind === 'text' && arnQuestion.problem?.(text, {}, none);
    expect(problem === undefined).toBe(isOne);
  });

  it('takes the names as they are where a balancer has it: they lead there', () => {
    const balanced = { ...study, 'certificate.use': 'balancer' };
    const elsewhere = {
      query: query('name', '', 'study.example.org'),
      value: {
        ...{ a: ['198.51.100.9'], aaaa: [], zone: 'example.org', servers: [] },
        ...{ agreed: true, problem: null },
      },
    };
    const provider = questions.find(({ id }) => id === 'dns.provider');
    const isAsked = (answers: Record<string, string>) =>
      provider && applies(provider, answers, new Facts([elsewhere]));
    expect([isAsked(study), isAsked(balanced)]).toEqual([true, false]);
    expect(decideGoal(balanced, none)).toMatchObject({
      ...{ trustNames: true, certificate: { use: 'balancer' } },
    });
    expect(addressOf(decideGoal(balanced, none))).toBe('https://study.example.org');
  });

  it('needs no proof where no authority is asked', () => {
    const star = { ...own, 'hostname.more': '*.study.example.org', 'certificate.proof': 'dns-01' };
    expect(proofOf(star)).toBe('http-01');
    expect(decideGoal(star, none).certificate.wishes).toBeUndefined();
  });
});

describe("a person's own files", () => {
  const look = ownCertificate({
    chain: '/home/anna/chain.pem',
    key: '/home/anna/key.pem',
    names: ['study.example.org'],
  });

  it('are looked at once both are named, for all names', () => {
    expect(ownLooks(own)).toEqual([look]);
    expect(ownLooks({ ...own, 'certificate.own.key': '' })).toEqual([]);
    expect(ownLooks({ ...own, 'certificate.use': 'front' })).toEqual([]);
  });

  it('are part of the goal, and where they lay is not remembered', () => {
    const found = {
      query: look,
      value: {
        chain: 'the chain',
        key: new Secret('the key'),
        finding: { status: 'good', text: '' } as const,
      },
    };
    const goal = decideGoal(own, new Facts([found]));
    expect(goal.certificate).toMatchObject({ use: 'own-files', own: { chain: 'the chain' } });
    expect(goal.answers).toMatchObject({ 'certificate.use': 'own-files' });
    expect(JSON.stringify(goal)).not.toMatch(/the key|\/home\/anna/);
  });

  it('may be left out where the server has them already', () => {
    const record = {
      query: query('record', hostKindOf(own).address(own), 'image'),
      value: {
        ...{ format: 1, app: 'image', image: 'x', digest: null, by: 'anna', at: '', version: '' },
        answers: { 'certificate.use': 'own-files' },
      },
    };
    const optional = (facts: Facts) =>
      ownFilesQuestions.map((question) => isOptional(question, own, facts));
    expect(optional(none)).toEqual([false, false]);
    expect(optional(new Facts([record]))).toEqual([true, true]);
  });
});
