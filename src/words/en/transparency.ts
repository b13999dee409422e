import type { TransparencyCommandFacts, TransparencyFacts } from '../../oversight/transparency/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'transparency.compared': ({ compared, count }) => `${compared} figures compared, ${count} are other than they were`,
  'transparency.altered': ({ index, name, at }) =>
    `ALTERED ${index === null ? 'no leaf' : `leaf ${index}`}  ${name}  found ${at}`,
  'transparency.more_altered': ({ count }) => `and ${count} more`,
  'transparency.not_proved': ({ fault }) => `NOT PROVED: ${fault}`,
  'transparency.proved': ({ name, index, size, origin }) => `ok: ${name} is leaf ${index} of ${size} of ${origin}`,
  'transparency.proof_says': ({ contents }) => `it says  ${contents}`,
  'transparency.proof_signed': ({ witnesses }) =>
    `co-signed by  ${witnesses.join(', ') || 'no witness that was named'}`,
  'transparency.signed_at': ({ name, at }) => `${name} at ${at}`,
  'transparency.witness': ({ key }) => `witness  ${key}`,
  'transparency.seen': ({ log, size, added, compared }) =>
    `${log}: ok, ${size} leaves, ${added} new${compared === undefined ? '' : `, ${compared} figures compared`}`,
  'transparency.seen_altered': ({ log, size, count }) => `${log}: ALTERED, not co-signed: ${count} of ${size}`,
  'transparency.seen_fault': ({ log, fault, size, before, evidence }) =>
    `${log}: REFUSED, ${fault}: ${size} leaves, ${before} were seen${evidence === undefined ? '' : `; both checkpoints are in ${evidence}`}`,
  'transparency.seen_leaf': ({ log, index, name }) => `${log}: ALTERED  leaf ${index}  ${name}`,
  'transparency.seen_correction': ({ log, name }) => `${log}: corrected officially  ${name}`,
  'transparency.cosigned': ({ log, cosignature, wasTaken }) =>
    `${log}: ${cosignature}${wasTaken ? '' : '  (the cloud does not show it: it does not know this witness)'}`,
  'transparency.no_log': 'There is no such log; there are figures and events',
  'transparency.nothing_yet': 'There is nothing in the log yet',
  'transparency.no_tile': 'The log has no such tile',
  'transparency.no_entries': 'The log has no such entries',
  'transparency.not_found':
    'The log does not have it. Check number and date; what was published just now comes within two minutes',
  'transparency.alias_needed':
    'The log names no AK, only aliases that change each month. Write: report ALIAS DATE; your own alias is with the proof of that day in the console',
  'transparency.not_yet': 'It is not in the log yet; ask again in a minute or two',
  'transparency.no_own': 'There are no figures of that day, or the application is not of your institution',
  'transparency.what_form': 'Write it as report ALIAS DAY, total REGION DAY, or event NUMBER: total 33 2026-11-26',
  'transparency.proof_form': 'Paste a whole proof, which begins with c2sp.org/tlog-proof@v1',
  'transparency.cosignature_form': 'Send the whole checkpoint with the lines of witnesses',
  'transparency.cosignature_head': 'This is no checkpoint of ours, or it is too old',
  'transparency.cosignature_unknown': 'No witness that we know signed it',
  'transparency.cosignature_wrong': 'A line of a witness is wrong',
  'transparency.witness_key': ({ path }) =>
    `${path} holds no key of a witness: for the first time, name a file that does not exist yet, and --name`,
  'transparency.log_key': ({ text }) =>
    `"${text}" is no key of a log: it looks like name+8 hex digits+base64, see /transparency`,
  'transparency.log_unreachable': ({ url, why }) => `The log could not be read from ${url}: ${why}`,
  'transparency.seconds_form': '--every must be a whole number from 5 to 3600 (seconds)',
  'transparency.too_often': ({ limit, minutes }) =>
    `At most ${limit} questions a minute: try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`,
} satisfies Catalogue<TransparencyFacts & TransparencyCommandFacts>;
