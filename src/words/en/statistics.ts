import type { StatisticsFacts } from '../../statistics/facts.ts';
import { type Catalogue, exact } from '../catalogue.ts';

export const facts = {
  'statistics.to_before_from': 'to must not be before from',
  'statistics.longest_range': ({ days }) => `At most ${days} days at a time`,
  'statistics.most_days': ({ most, now }) => `At most ${most} days at a time; there are ${now}`,
  'statistics.no_day_data': 'There are no figures of this day',
  'statistics.locked': ({ month }) => `The figures of ${month} are locked; contact the operators`,
  'statistics.reason_missing': 'Say why it is corrected',
  'statistics.no_place': 'There is no such region, institution or application',
  'statistics.no_day': 'There is no such day',
  'statistics.no_month': 'There are no figures of this month',
  'statistics.no_application_or_day': 'There is no such application or day',
  'statistics.pasted_lines': ({ most, now }) => `At most ${most} lines at a time; there are ${now}`,
  'statistics.pasted_date': ({ row, month }) => `Line ${row} must begin with a date, for example ${month}-01`,
  'statistics.pasted_other_month': ({ row, day, month }) => `Line ${row} is of ${day}, which is not in ${month}`,
  'statistics.pasted_twice': ({ row, other, day }) => `Lines ${other} and ${row} are both of ${day}; keep one`,
  'statistics.pasted_few': ({ row, now, least }) => `Line ${row} has ${now} numbers; at least ${least}`,
  'statistics.pasted_many': ({ row, now, most }) => `Line ${row} has ${now} numbers; at most ${most}`,
  'statistics.no_region': 'There is no such region',
  'statistics.urge_none': 'Choose the applications',
  'statistics.urge_most': ({ most }) => `At most ${most} applications at a time`,
  'statistics.metric_missing': ({ metric }) => `“${metric}” is missing`,
  'statistics.metric_unknown': ({ code }) => `There is no metric “${code}”`,
  'statistics.metric_of_cloud': ({ metric }) => `The Cloud counts “${metric}” itself`,
  'statistics.metric_form': ({ metric, largest }) => `“${metric}” must be a whole number from 0 to ${exact(largest)}`,
  'statistics.uv_at_least_1': 'uv is at least 1 where pv is above 0',
  'statistics.ip_at_least_1': 'ip is at least 1 where pv is above 0',
  'statistics.terminals_sum': ({ metric, sum, whole }) =>
    `The terminals of “${metric}” sum up to ${exact(sum)} and not to ${exact(whole)}`,
  'statistics.terminals_between': ({ metric, whole, most, sum }) =>
    `“${metric}” (${exact(whole)}) must be between its largest terminal (${exact(most)}) and their sum (${exact(sum)})`,
  'statistics.uv_above_pv': ({ uv, pv }) => `uv (${exact(uv)}) must not be more than pv (${exact(pv)})`,
  'statistics.ip_above_pv': ({ ip, pv }) => `ip (${exact(ip)}) must not be more than pv (${exact(pv)})`,
  'statistics.part_above': ({ part, value, of, whole }) =>
    `${part} (${exact(value)}) is more than ${of} (${exact(whole)}); confirm it and write a note`,
  'statistics.many_visits': ({ times }) =>
    `${times} visits for each visitor; confirm that no machines are among them and write a note`,
  'statistics.unusual': ({ how }) => `${how}; confirm it and write a note`,
  'statistics.repeated': 'Three figures or more are the same on three days; confirm it and write a note',
  'statistics.all_zero':
    'There were visits on the days before and all is 0 today; confirm that the platform works and write a note',
  'statistics.rounded': 'The visits of seven days are all round hundreds; report what was counted, or write a note',
  'statistics.activities_apart': ({ reported, published }) =>
    `new_activities (${exact(reported)}) differs by more than 20% from what is published (${exact(published)}); confirm it and write a note`,
  'statistics.below_median': ({ percent }) => `${percent}% below the median of 28 days`,
  'statistics.median_zero': ({ value }) => `the median of 28 days is 0, and today is ${exact(value)}`,
  'statistics.above_median': ({ times }) => `${times.toLocaleString('en')} times the median of 28 days`,
  'statistics.future': 'Figures of today and later cannot be reported',
  'statistics.old':
    'Figures older than 7 days are corrected with the consent of operators; apply for it in the back office',
  'statistics.correction_reason': 'A correction needs a reason',
  'statistics.date_form': 'date must be such as 2026-11-23',
  'statistics.before_start': ({ since }) => `Nothing is to be reported before ${since}`,
  'statistics.no_application': 'There is no such application',
  'statistics.role_may_not': 'Your role may not report figures; ask the owners of your institution',
  'statistics.note_missing': 'A note is needed that confirms the figures',
  'statistics.columns_missing': ({ columns }) => `Columns are missing: ${columns}. Use the table of the month`,
  'statistics.columns_twice': ({ columns }) => `Columns come twice: ${columns}. Keep one of each`,
  'statistics.columns_unread': ({ columns }) => `Columns that were not read: ${columns}`,
  'statistics.days_unread': ({ days }) => `Days that cannot be reported now were not read: ${days}`,
  'statistics.sheet_long': ({ most, month }) => `The file has more than ${most} rows; keep those of ${month}`,
  'statistics.sheet_empty': 'The file has no figures',
  'statistics.number_form': ({ label }) => `“${label}” must be a whole number, for example 1200`,
  'statistics.sentence_long': ({ label, max }) => `“${label}” may have ${max} characters`,
  'statistics.sentence_numbers':
    'These words are shown beside the figures: take mobile and identity card numbers out of them',
  'statistics.day_form': ({ name }) => `${name} must be a date such as 2026-11-23`,
  'statistics.date_field_missing': 'date is missing (2026-11-23)',
  'statistics.date_twice': ({ day }) => `${day} comes more than once in this batch; keep one item`,
  'statistics.file_missing': 'Choose the file',
  'statistics.counter_off': 'The counter of this application is off; switch it on in the back office first',
  'statistics.counter_needs_ak': 'A counter needs an AK in force',
  'statistics.counter_unknown': 'There is no counter of this id, or it is off',
  'statistics.counter_elsewhere': ({ origin }) =>
    origin === ''
      ? 'The request does not name its page (Origin) and is not counted'
      : `${origin} is no address of this AK; the view is not counted`,
  'statistics.visitor_form':
    'A visitor is 8 to 64 letters, digits, _ and -, and no mobile or identity card number; correct it or leave it out',
  'statistics.visitors_many': ({ most }) => `At most ${most} views at once; send the rest in another call`,
  'statistics.terminal_unknown': ({ name, known }) => `There is no terminal “${name}”; use ${known.join(', ')}`,
  'statistics.figure_form': 'Figures must be numbers',
  'statistics.figures_form': 'figures must be an object: codes of metrics, and figures',
  'statistics.terminals_form': 'terminals must be an object: codes of terminals, and their figures',
  'statistics.this_day_form': 'The date must be one such as 2026-11-23',
  'statistics.items_missing': 'items is missing (an array)',
} satisfies Catalogue<StatisticsFacts>;
