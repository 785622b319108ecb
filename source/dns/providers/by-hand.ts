import type { DnsProvider } from './provider.ts';

/** Every company that can't be reached otherwise, and every computing centre. */
export const byHand: DnsProvider = {
  id: 'by-hand',
  label: 'I set it myself',
  note: 'you get the fields to copy; works everywhere',
  questions: [],
  limits: [
    "No certificate for *.study.example.org, and none for a server that the Internet can't reach: their proof changes at every renewal.",
  ],
  leastTtl: 60,
  severalTexts: true,
  aliases: false,
  freeNames: [],
  open: null,
};
