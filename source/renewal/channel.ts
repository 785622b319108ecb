import type { Secret } from '../secrets/secret.ts';
import { readSealed, type Sealed } from './sealed.ts';

/** Where a person hears of a renewal that fails: `renewal/notify.json`. An empty secret is not known. */
export type Channel = MailChannel | NtfyChannel | SlackChannel | WebhookChannel;

export interface MailChannel {
  readonly kind: 'mail';
  /** The SMTP server. */
  readonly host: string;
  readonly port: number;
  /** '' where it lets us in without. */
  readonly user: string;
  readonly password: Secret;
  readonly from: string;
  readonly to: string;
}

/** https://docs.ntfy.sh/publish/ */
export interface NtfyChannel {
  readonly kind: 'ntfy';
  /** Of the topic: `https://ntfy.sh/my-lab-4f9c`. */
  readonly url: string;
  /** For a topic that is closed. */
  readonly token: Secret;
}

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export interface SlackChannel {
  readonly kind: 'slack';
  readonly url: Secret;
}

/** Any URL that takes a JSON object by POST. */
export interface WebhookChannel {
  readonly kind: 'webhook';
  readonly url: Secret;
}

/** As it is written into its file, secrets and all. */
export function channelToSeal(channel: Channel): Sealed {
  return { ...channel } as unknown as Sealed;
}

/** Null where the text is not of ours. */
export function readChannel(text: string): Channel | null {
  const sealed = readSealed(text);
  const { kind } = (sealed ?? {}) as Partial<Channel>;
  const known = ['mail', 'ntfy', 'slack', 'webhook'];
  return typeof kind === 'string' && known.includes(kind) ? (sealed as unknown as Channel) : null;
}

/** "by mail to you@example.org", as the end of "You are told …". */
export function channelInWords(channel: Channel): string {
  switch (channel.kind) {
    case 'mail':
      return `by mail to ${channel.to}`;
    case 'ntfy':
      return `by ntfy (${channel.url})`;
    case 'slack':
      return 'in Slack';
    case 'webhook':
      return 'by your webhook';
  }
}
