import type { Series, Sign } from './series.ts';

/**
 * Logins that do not come as people come. Of one sign there is always a good reason: a hall has one address, an evening at which people register
 * has new accounts. Three together, or a clock with one other, have not.
 */
export function brushed(series: Series, at: number): Sign[] {
  const shapes = series.shapeOf?.(at);
  if (shapes === undefined) return [];
  const { day, usual } = shapes;
  if (day.logins < 30 || (usual !== undefined && day.logins < 2 * usual.logins)) return [];
  const before = usual ?? { logins: 0, people: 0, range: 0.3, device: 0.3, night: 0.1, fresh: 0.2, gaps: 1 };
  const signs = [
    { weight: 2, holds: day.gaps < 0.35 && before.gaps > 0.6 },
    { weight: 1.5, holds: day.night > 0.5 && before.night < 0.25 },
    { weight: 1, holds: day.range > 0.6 && before.range < 0.4 },
    { weight: 1, holds: day.fresh > 0.6 && before.fresh < 0.4 },
    { weight: 1, holds: day.device > 0.8 && before.device < 0.6 },
    { weight: 1, holds: day.logins > 4 * day.people && before.logins < 2 * Math.max(1, before.people) },
  ];
  const found = signs.filter(({ holds }) => holds);
  if (found.reduce((sum, { weight }) => sum + weight, 0) < 3) return [];
  const percent = (part: number) => Math.round(part * 100);
  const about = {
    logins: day.logins,
    people: day.people,
    range: percent(day.range),
    night: percent(day.night),
    fresh: percent(day.fresh),
  };
  return [{ rule: 'brushed', metric: 'ncc_logins', first: at, about }];
}
