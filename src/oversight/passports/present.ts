import { addressOf } from '../../statistics/dashboards/query.ts';
import type { DashboardQuery } from '../../statistics/dashboards/service.ts';
import type { Side } from '../../statistics/dashboards/view.ts';
import { exact } from '../../statistics/totals/figure.ts';
import { checkScript, type Evidence, type Fault } from './credential-check.ts';
import type { ProvedPassport } from './service.ts';

/** Parts on one page. */
const perPage = 50;

type Changes = Readonly<Record<string, string | undefined>>;
const unasked = { region: undefined, institution: undefined, application: undefined, kind: undefined };

/** By which way a version came. */
const reporters: Readonly<Record<string, string>> = {
  ...{ application: '接口报送', member: '机构填报', staff: '运营填报', operator: '运营填报', system: '系统填报' },
};

/** A fault in words that name the number: as it is shown, and as its leaf says. */
function faultsOf({ verdict, figure, claims }: ProvedPassport) {
  const found = (fault: Fault) =>
    'found' in fault && typeof fault.found === 'number' ? exact(fault.found) : undefined;
  const ofNotes = claims.notes.flatMap(({ name, words, isAltered }) =>
    isAltered ? [{ code: 'note' as const, name, shown: words, found: undefined }] : [],
  );
  const ofNumbers = (verdict?.faults ?? []).map((fault) => {
    const row = fault.code === 'row' ? figure.addends[fault.row] : undefined;
    return {
      code: fault.code,
      name: row === undefined ? figure.place.name : `${row.name}，${row.day}`,
      shown: row === undefined ? figure.text : exact(row.value),
      found: found(fault),
    };
  });
  return [...ofNumbers, ...ofNotes];
}

const witnessesOf = ({ verdict }: ProvedPassport) =>
  (verdict?.witnesses ?? []).map(({ name, seconds }) => ({ name, at: new Date(seconds * 1000) }));

/** The proofs of its file; undefined: there are none yet, or none for this reader. */
export const provenIn = ({ evidence, standing }: ProvedPassport): Evidence | undefined =>
  standing === 'sound' || standing === 'partly' || standing === 'changed' ? evidence : undefined;

/** The data of the page. */
export function passportView(
  proved: ProvedPassport,
  asked: DashboardQuery,
  side: Side,
  { page, now }: { page: number; now: Date },
) {
  const { figure, own, standing, evidence } = proved;
  const { period, place } = figure;
  const query = { ...asked, kind: period.kind, day: period.last, trend: 90 };
  const href = (base: string, changes: Changes = {}) => addressOf(base, query, changes);
  const pages = Math.max(1, Math.ceil(figure.parts.length / perPage));
  const here = Math.min(Math.max(1, page), pages);
  const turned = (to: number) => href(side.passports, { page: to === 1 ? undefined : String(to) });
  return {
    place: { kind: place.kind, name: place.name },
    crumbs: figure.crumbs.map(({ code, name }) => ({
      name,
      href: href(side.passports, { ...unasked, region: code === '' ? undefined : code }),
    })),
    dashboard: href(side.base),
    ...{ label: figure.label, shown: figure.text, unit: figure.text === '—' ? '' : figure.unit, when: figure.when },
    ...{ asOf: figure.asOf, now: href(side.passports, { 'as-of': undefined }), isCloud: figure.isCloud },
    isCounted: figure.isCounted,
    definition: figure.definition,
    seen: figure.seen && figure.seenText && { ...figure.seen, rest: figure.seenText.rest },
    ...{ reported: figure.reported, due: figure.due, share: figure.share, late: figure.late, revised: figure.revised },
    updatedAt: figure.updatedAt,
    revisions: figure.revisions.map(({ kept, ...each }) => ({
      ...each,
      at: kept.at,
      by: reporters[kept.actorKind] ?? '填报',
      reason: kept.reason,
      note: kept.note,
      number: kept.revision,
    })),
    notes: proved.claims.notes.map(({ id, name, words, at, isAltered }) => ({
      ...{ name: figure.revisions.length > 0 ? undefined : name, words, at, isAltered },
      href: side.questions && `${side.questions}/${id}`,
    })),
    held: figure.held,
    corrections: Math.max(0, figure.revisions.length - 1),
    rule: figure.rule,
    days: figure.days,
    partsName: figure.partsName,
    parts: figure.parts
      .slice((here - 1) * perPage, here * perPage)
      .map(({ target, ...part }) => ({ ...part, href: href(side.passports, { page: undefined, ...target }) })),
    paging: {
      all: figure.parts.length,
      ...{
        here,
        pages,
        before: here > 1 ? turned(here - 1) : undefined,
        after: here < pages ? turned(here + 1) : undefined,
      },
    },
    sums: figure.sums.map(({ target, ...sum }) => ({ ...sum, href: href(side.passports, { ...unasked, ...target }) })),
    standing,
    faults: faultsOf(proved),
    leaf: own && { name: own.nameInLog, number: own.index + 1, revision: own.name.revision },
    leaves: proved.leaves,
    witnesses: witnessesOf(proved),
    size: Number(evidence?.checkpoint.split('\n')[1] ?? 0),
    checkedAt: now,
    download: provenIn(proved) === undefined ? undefined : href(`${side.passports}/file`),
  };
}

/** The data of the file. */
export function credentialOf(proved: ProvedPassport, { at, host }: { at: Date; host: string }) {
  const { figure, own, evidence } = proved;
  return {
    ...{ label: figure.label, shown: figure.text, unit: figure.unit, when: figure.when, place: figure.place.name },
    ...{ first: figure.period.first, last: figure.period.last, definition: figure.definition, at, host },
    number: evidence?.own ? own?.nameInLog : undefined,
    seen: evidence?.seen === null ? undefined : figure.seen && exact(figure.seen.value),
    rule: evidence?.rule ?? 'none',
    key: evidence?.log ?? '',
    rows: figure.addends.map(({ name, day, value }, place) => {
      const spot = evidence?.rows[place]?.spot;
      return { name, day, text: exact(value), leaf: spot ? evidence?.leaves[spot.leaf]?.name : undefined };
    }),
    notes: proved.claims.notes.map(({ name, day, about, words }) => ({ name, day, about, words })),
    isHeld: figure.held !== undefined,
    /** A sum of regions names no reports. */
    listsReports: [figure.own, ...figure.addends.map(({ leaf }) => leaf)].some((leaf) => leaf?.kind === 'report'),
  };
}

/** JSON within HTML ends at no tag. */
const inHtml = (evidence: Evidence) => JSON.stringify(evidence).replaceAll('<', '\\u003c');

/** The page of the file with its proofs, and the script that checks them. */
export const withProof = (html: string, evidence: Evidence): string =>
  html.replace(
    '</body>',
    () =>
      `<script type="application/json" id="evidence">${inHtml(evidence)}</script>\n<script>\n${checkScript}\n(${runCheck})();\n</script>\n</body>`,
  );

/** In the browser: reads the numbers as they are shown, checks them, and says which do not hold. */
const runCheck = `async () => {
  const evidence = JSON.parse(document.getElementById('evidence').textContent);
  const textOf = (name) => document.querySelector('[data-claim="' + name + '"]')?.textContent.trim();
  const numberOf = (text) => (/^[0-9,]+$/.test(text ?? '') ? Number(text.replaceAll(',', '')) : NaN);
  const cells = [...document.querySelectorAll('[data-row]')];
  const claims = {
    first: textOf('first'),
    last: textOf('last'),
    total: numberOf(textOf('total')),
    seen: textOf('seen') === undefined ? null : numberOf(textOf('seen')),
    rows: cells.map((cell) => numberOf(cell.textContent.trim())),
    notes: [...document.querySelectorAll('[data-note]')].map((each) => ({ about: each.dataset.about, words: each.textContent.trim() })),
  };
  const show = (name) => document.querySelector('[data-verdict="' + name + '"]').hidden = false;
  document.querySelector('[data-verdict="runs"]').hidden = true;
  let verdict;
  try {
    verdict = await checkCredential(claims, evidence);
  } catch (error) {
    return show(error.name === 'NotSupportedError' || !globalThis.crypto?.subtle ? 'unable' : 'broken');
  }
  const wrongNames = [...document.querySelectorAll('[data-leaf]')].filter((each) =>
    evidence.leaves.every(({ name }) => name !== each.textContent.trim()));
  const list = document.getElementById('faults');
  const tell = (template, name, found) => {
    const line = document.getElementById(template).content.cloneNode(true);
    line.querySelector('[data-name]').textContent = name;
    const number = line.querySelector('[data-found]');
    if (number) number.textContent = found === null || found === undefined ? '—' : found.toLocaleString('en');
    list.append(line);
  };
  const notes = [...document.querySelectorAll('[data-note]')];
  for (const fault of verdict.faults) {
    if (fault.code === 'note' || fault.code === 'statement') {
      notes[fault.row]?.classList.add('wrong');
      tell('fault-' + fault.code, notes[fault.row]?.textContent.trim() ?? '—', fault.found);
      continue;
    }
    const cell = fault.code === 'row' ? cells[fault.row] : document.querySelector('[data-claim="' + (fault.code === 'seen' ? 'seen' : 'total') + '"]');
    if (fault.code !== 'signature') cell.classList.add('wrong');
    tell('fault-' + fault.code, fault.code === 'row' ? cell.closest('tr').querySelector('th').textContent.trim() + '：' + cell.textContent.trim() : cell.textContent.trim(), fault.found);
  }
  for (const each of wrongNames) tell('fault-leaf', each.textContent.trim());
  document.getElementById('leaves').textContent = verdict.leaves.toLocaleString('en');
  const witnesses = document.getElementById('witnesses');
  for (const { name, seconds } of verdict.witnesses) {
    const line = document.createElement('li');
    line.textContent = name + '，' + new Date(seconds * 1000).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' });
    witnesses.append(line);
  }
  document.getElementById('no-witness').hidden = verdict.witnesses.length > 0;
  show(verdict.faults.length + wrongNames.length === 0 ? 'holds' : 'fails');
}`;
