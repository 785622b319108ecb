import { Box, Text } from 'ink';
import { useState } from 'react';
import type { Prompt } from '../source/hosts/host.ts';
import { Secret } from '../source/secrets/secret.ts';
import { ChangedHostKeyScreen } from './changed-host-key.tsx';
import { Field } from './parts/field.tsx';
import { lineOf, textOfLine } from './parts/line.ts';
import { Lines } from './parts/lines.tsx';
import { Menu } from './parts/menu.tsx';
import { Page } from './parts/page.tsx';
import { type ScreenProps, topOf } from './screen.ts';
import { useKeys, usePaint } from './terminal/surroundings.tsx';
import { firstOf } from './text/page.ts';
import { wrap } from './text/wrap.ts';
import { SIGNS } from './theme.ts';

interface Props extends ScreenProps {
  readonly prompt: Prompt;
}

/** What the way into the server asks, over whatever is shown. */
export function PromptScreen({ prompt, ...props }: Props) {
  switch (prompt.ask) {
    case 'host-key':
      return <HostKey {...props} prompt={prompt} />;
    case 'changed-host-key':
      return <ChangedHostKeyScreen {...props} prompt={prompt} />;
    case 'notice':
      return <Notice {...props} prompt={prompt} />;
    default:
      return <Typed {...props} prompt={prompt} />;
  }
}

type TypedPrompt = Exclude<Prompt, { ask: 'host-key' | 'changed-host-key' | 'notice' }>;

/** Only to be seen: a security key wants to be touched. */
function Notice({
  prompt,
  wizard,
  ...rest
}: Props & { prompt: Extract<Prompt, { ask: 'notice' }> }) {
  const paint = usePaint();
  useKeys('overlay', (key) => {
    if (key.key === 'escape') wizard.asker.answer(null);
    return true;
  });
  const hints = [
    { key: 'Esc', does: 'do not connect' },
    { key: '^C', does: 'leave' },
  ];
  return (
    <Page top={topOf({ ...rest, wizard })} section={null} hints={hints}>
      {({ width, height }) => {
        const text = wrap(prompt.text, width).map((line) => paint('strong', line));
        return <Lines lines={firstOf([...text, '', ...wrap(NOTICE, width)], height)} />;
      }}
    </Page>
  );
}

const NOTICE = 'OpenSSH says this in its own words. It goes on by itself.';

function HostKey({
  prompt,
  wizard,
  ...rest
}: Props & { prompt: Extract<Prompt, { ask: 'host-key' }> }) {
  const paint = usePaint();
  const { host, keyType, fingerprint } = prompt;
  useKeys('overlay', (key) => {
    if (key.key !== 'escape') return false;
    wizard.asker.answer(null);
    return true;
  });
  return (
    <Menu
      top={topOf({ ...rest, wizard })}
      section={null}
      undecided
      hints={[{ key: 'Esc', does: 'do not connect' }]}
      lines={(width) => [
        ...wrap(`First contact with ${host}`, width).map((line) => paint('strong', line)),
        '',
        ...wrap(`It proves itself by a key (${keyType}). Its fingerprint:`, width),
        ...wrap(`  ${fingerprint}`, width, '  ').map((line) => paint('here', line)),
        '',
        ...wrap(
          'If your provider shows the fingerprint (in its console, or in the mail that came with the server), compare the two. If they differ, someone else may be answering in the server’s place.',
          width,
        ),
      ]}
      items={[
        {
          value: 'yes',
          label: 'Connect',
          note: 'it is the same, or I trust the network here',
          choose: () => wizard.asker.answer('yes'),
        },
        {
          value: 'no',
          label: 'Do not connect',
          note: 'it is another one, or I want to find out first',
          choose: () => wizard.asker.answer(null),
        },
      ]}
    />
  );
}

function Typed({ prompt, wizard, ...rest }: Props & { prompt: TypedPrompt }) {
  const paint = usePaint();
  const [line, setLine] = useState(lineOf(''));
  const [revealed, setRevealed] = useState(false);
  const secret = prompt.ask !== 'other' || !prompt.echo;
  useKeys('overlay', (key) => {
    if (key.key === 'escape') wizard.asker.answer(null);
    else if (key.key === 'ctrl-r' && secret) setRevealed(!revealed);
    else return false;
    return true;
  });
  const submit = () => {
    const text = textOfLine(line);
    wizard.asker.answer(secret ? new Secret(text) : text);
  };
  const hints = [
    { key: 'Enter', does: 'continue' },
    ...(secret ? [{ key: '^R', does: revealed ? 'hide' : 'show' }] : []),
    { key: 'Esc', does: 'do not answer' },
    { key: '^C', does: 'leave' },
  ];
  return (
    <Page top={topOf({ ...rest, wizard })} section={null} hints={hints}>
      {({ width, height }) => {
        const about = wrap(aboutOf(prompt), width);
        const title = wrap(titleOf(prompt), width).map((text) => paint('strong', text));
        return (
          <>
            <Lines lines={[...firstOf(title, height - 4), '']} />
            <Box>
              <Text>{paint('here', `${SIGNS.pointer} `)}</Text>
              <Field
                line={line}
                width={width - 2}
                masked={secret && !revealed}
                focused
                onEdit={setLine}
                onSubmit={submit}
              />
            </Box>
            <Lines lines={about.length + title.length + 3 > height ? [] : ['', ...about]} />
          </>
        );
      }}
    </Page>
  );
}

function titleOf(prompt: TypedPrompt): string {
  switch (prompt.ask) {
    case 'passphrase':
      return `${prompt.again ? 'That was not it. ' : ''}The passphrase of your key ${prompt.keyFile}`;
    case 'password':
      return `${prompt.again ? 'That was not it. ' : ''}The password of ${prompt.user} on ${prompt.host}`;
    case 'sudo-password':
      return `${prompt.again ? 'That was not it. ' : ''}The password of ${prompt.user} for sudo on ${prompt.host}`;
    case 'new-password':
      return prompt.repeat
        ? 'The new password once more'
        : `${prompt.problem === null ? '' : `${prompt.problem} `}A new password for ${prompt.user} on ${prompt.host}`;
    case 'other':
      return `${prompt.again ? 'That was not it. ' : ''}${prompt.text}`;
  }
}

function aboutOf(prompt: TypedPrompt): string {
  switch (prompt.ask) {
    case 'passphrase':
      return 'It unlocks the key on this computer. It is given to OpenSSH and kept nowhere.';
    case 'password':
      return 'The one by which you log in there, from your provider or administrator. It is given to OpenSSH and kept nowhere.';
    case 'sudo-password':
      return 'With sudo this user acts as root, which installing software needs. It is kept in memory until we are done, and nowhere else.';
    case 'new-password':
      return 'The server wants it: the old one has expired, as first passwords often do. Keep the new one where you keep passwords; we keep it nowhere.';
    case 'other':
      return 'This is what the server, or OpenSSH, asks in its own words.';
  }
}
