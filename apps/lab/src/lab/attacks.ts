/** The four kinds of attacks that KDD Cup 1999 told apart, with those that only the test sets have. */
export type AttackKind = 'dos' | 'probe' | 'r2l' | 'u2r'

const NAMES: Readonly<Record<AttackKind, string>> = {
  dos: 'back land neptune pod smurf teardrop apache2 udpstorm processtable worm mailbomb',
  probe: 'satan ipsweep nmap portsweep mscan saint',
  r2l:
    'guess_passwd ftp_write imap phf multihop warezmaster warezclient spy xlock xsnoop snmpguess snmpgetattack ' +
    'httptunnel sendmail named',
  u2r: 'buffer_overflow loadmodule rootkit perl sqlattack xterm ps',
}

/** The kinds, the most frequent first. */
export const ATTACK_KINDS: readonly AttackKind[] = ['dos', 'probe', 'r2l', 'u2r']

/** What kind an attack is; undefined for a name that is none of theirs. */
export function attackKind(name: string): AttackKind | undefined {
  return ATTACK_KINDS.find((kind) => NAMES[kind].split(' ').includes(name))
}
