import { describe, expect, it } from 'vitest';
import { reconfiguration } from '../../../source/apps/docassemble/configuration.ts';
import type { LateChange } from '../../../source/apps/late-change.ts';
import { decideGoal } from '../../../source/decide-goal.ts';
import { describeAction } from '../../../source/describe.ts';
import { Facts, query } from '../../../source/facts/facts.ts';
import { envFile } from '../../../source/paths.ts';
import { Secret } from '../../../source/secrets/secret.ts';
import { settingsWrite } from '../../../source/steps/settings.ts';
import { HOST } from '../../core/example-goal.ts';
import { sampleContainer } from '../../core/sample-container.ts';

const SITE = 'https://forms.example.org:9443';

/** What is written for docassemble's own program to read. */
function told(...changes: LateChange[]): unknown {
  const [, call] = reconfiguration(changes, 'docassemble', SITE)?.content ?? [];
  if (!(call instanceof Secret)) return call;
  const [, text = ''] = /^change\(json\.loads\((".*")\)\)\n$/.exec(call.reveal()) ?? [];
  return JSON.parse(JSON.parse(text));
}

describe("docassemble's own configuration", () => {
  it('gets the values as its template would write them', () => {
    expect(
      told(
        { name: 'TIMEZONE', value: 'Europe/Berlin' },
        { name: 'DADEBUG', value: 'false' },
        { name: 'DABACKUPDAYS', value: '7' },
        { name: 'GOTENBERGPASSWORD', value: new Secret('12345') },
      ),
    ).toEqual({
      ...{ timezone: 'Europe/Berlin', debug: false, 'backup days': 7 },
      'gotenberg password': '12345',
    });
  });

  it("gets docassemble's own default where a variable is set no more", () => {
    expect(told({ name: 'DADEBUG', value: null }, { name: 'OTHERLOCALES', value: null })).toEqual({
      debug: true,
    });
    expect(told({ name: 'TIMEZONE', value: null })).toEqual({ timezone: 'America/New_York' });
  });

  it('gets another name of the site in both of its places, and the port there where visitors ask for one', () => {
    expect(told({ name: 'DAHOSTNAME', value: 'forms.example.org' })).toEqual({
      'external hostname': 'forms.example.org',
      'url root': SITE,
    });
  });

  it.each(['DBHOST', 'DBPASSWORD', 'DADEFAULTSECRET', 'REDIS', 'CONFIGFROM', 'POSTURLROOT'])(
    'is not touched where more than a line would have to change: %s',
    (name) => {
      expect(reconfiguration([{ name, value: 'x' }], 'docassemble', SITE)).toBeUndefined();
    },
  );
});

describe('a variable that only the first start reads', () => {
  const answers = {
    ...{ app: 'docassemble', 'host.kind': 'ssh', server: HOST.replace('ssh://', '') },
    ...{ hostname: 'forms.example.org', 'docassemble.store': 'volume' },
    'settings.TIMEZONE': 'Europe/Berlin',
    'settings.DBHOST': 'db.example.org',
  };
  const goal = { ...decideGoal(answers, new Facts()), host: HOST };
  const step = settingsWrite(goal);
  const seen = (state: 'running' | 'exited') =>
    new Facts([
      {
        query: query('envFile', HOST, envFile('docassemble')),
        value: { entries: new Map([['TIMEZONE', new Secret('UTC')]]), sha256: 'x', mode: '600' },
      },
      { query: query('container', HOST, 'docassemble'), value: sampleContainer({ state }) },
    ]);

  it('is changed in the container that runs, and what is left is told', () => {
    const facts = seen('running');
    expect(step.actions(facts).map(({ do: does }) => does)).toEqual(['write', 'run', 'write']);
    expect(step.because?.(facts)).toContain(
      'at its first start only, so its own configuration is changed as well.',
    );
    const foreseen = step.foresees?.(facts);
    expect(foreseen && 'warns' in foreseen ? foreseen.warns : '').toMatch(/^DBHOST: docassemble/);
    const shown = step.actions(facts).flatMap(describeAction).join('\n');
    expect(shown).toContain('docker exec -i docassemble');
    expect(shown).not.toContain('"timezone": "Europe/Berlin"');
  });

  it('is only told where the container does not run', () => {
    const facts = seen('exited');
    expect(step.actions(facts).map(({ do: does }) => does)).toEqual(['write']);
    const foreseen = step.foresees?.(facts);
    expect(foreseen && 'warns' in foreseen ? foreseen.warns : '').toContain(
      'TIMEZONE: docassemble',
    );
  });
});
