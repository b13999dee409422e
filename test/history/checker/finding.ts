/** Every way in which a history can contradict a promise of the product. */
export const anomalies = {
  'code spent twice': 'two redemptions of one code succeeded',
  'code good after refusal': 'a code was refused, and accepted later',
  'good code refused': 'a code was refused although nothing had used or ended it',
  'token answered twice': 'two exchanges of different things gave the same token',
  'fork of a chain': 'a refresh token has two successors',
  'reuse accepted': 'a refresh token was accepted after its successor had been used',
  'chain alive after reuse': 'a family went on after the reuse of one of its tokens was refused',
  'acknowledged token lost': 'a refresh token that was answered was refused although nothing had used or ended it',
  'alive after revocation': 'a token was accepted a second after its revocation',
  'alive after withdrawal': 'a token was accepted a second after its consent was withdrawn',
  'alive while disabled': 'an application or a person was served a second after it was disabled',
  'value from nowhere': 'a value was read that nothing had written, or not yet',
  'refused write took effect': 'a value was read whose write was refused',
  'stale read': 'a value was read that an acknowledged write had replaced, and newer ones were read afterwards',
  'acknowledged write lost': 'an acknowledged write was never seen any more',
  'read out of order': 'no single order of writes explains the reads of a register',
  'lost update': 'two changes of the same version succeeded',
  'sum differs from its reports': 'a sum is none of those that the reports could have had',
  'another answer under a key': 'two answers under one key differ',
  'doubled write': 'a key or a batch left more than it wrote',
  'write under a key lost': 'an acknowledged write under a key left nothing',
  'refused write left a row': 'a refused write left something',
  'import in part': 'some rows of a workbook are there, and others are not',
  'decided twice': 'two decisions about one submission succeeded',
  'decision lost': 'a submission is not what its decision made it',
  'audit event vanished': 'an acknowledged event is not in the audit',
  'audit event from nowhere': 'the audit has more of an event than was asked for',
  'audit out of order': 'an event stands in the audit before one that was acknowledged before it began',
  'audit chain broken': 'the chain has a gap, a place that is taken twice, or does not verify',
  'shown without what came before': 'a page showed what was committed later and not what was acknowledged before that',
  'shown before it was there': 'a page showed what was not yet approved, or never',
  'shown too late': 'a page did not show what had been acknowledged long before',
} as const;

export type Anomaly = keyof typeof anomalies;
export type Finding = { anomaly: Anomaly; about: string; calls: number[] };

export const finding = (anomaly: Anomaly, about: string, ...calls: readonly { id: number }[]): Finding => ({
  anomaly,
  about,
  calls: calls.map(({ id }) => id),
});
