/** Whether the host lets us in. Refusals that a person can mend by another answer are facts too. */
export type ConnectionFact =
  | {
      readonly open: true;
      /** The user we are logged in as. */
      readonly user: string;
      /** Whom the person named; the server wanted `user` in that one's place. */
      readonly insteadOf?: string;
      /** The host key's fingerprint as OpenSSH prints it, or null where the host has none to show. */
      readonly fingerprint: string | null;
      /** We came in by a password, not by a key. */
      readonly password?: true;
      /** With `password`: a key of the person's that could be let in from now on. */
      readonly publicKey?: PublicKey;
    }
  | {
      readonly open: false;
      readonly refusal: 'key-refused' | 'other-user';
      /** For `other-user`: the name that the server asks for. */
      readonly user?: string;
      /** For `key-refused`: the server would take a password, and nobody gave one. */
      readonly asksPassword?: true;
      readonly says: string;
    };

export interface PublicKey {
  /** One line, as it stands in authorized_keys. */
  readonly text: string;
  /** The file it is from, or in words. */
  readonly from: string;
}
