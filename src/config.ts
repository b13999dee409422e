import { type Config, settings } from './settings.ts';

export type { AddressBlock } from './setting-types.ts';
export { type Config, settings } from './settings.ts';

/** Reads the environment once. Throws one error that names every missing or malformed variable and gives an example of each. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const values: Record<string, unknown> = {};
  const config = values as Config; // whole when the loop has ended; a fallback reads only what stands before it
  const complaints: string[] = [];
  const isProduction = env.NODE_ENV === 'production';

  for (const [name, setting] of Object.entries(settings)) {
    const { example, type, fallback, requiredInProduction, refusedInProductionUnless: harmless } = setting;
    const complain = (what: string) => complaints.push(`${name} ${what}, for example ${name}=${example}`);
    const given = env[name]?.trim() || undefined;
    if (given === undefined) {
      if (isProduction && requiredInProduction) complain('is missing');
      values[name] = fallback(config);
      continue;
    }
    if (isProduction && harmless !== undefined && given !== harmless)
      complaints.push(`${name} is not allowed in production: remove it`);
    const read = type.safeParse(given);
    if (!read.success) complain(`must be ${read.error.issues[0]?.message}`);
    values[name] = read.success ? read.data : fallback(config);
  }

  if (isProduction && config.PUBLIC_URL.protocol !== 'https:')
    complaints.push('PUBLIC_URL must begin with https:// in production, for example PUBLIC_URL=https://sso.example.cn');
  if (config.WEB_CONCURRENCY > 1 && config.DEMO)
    complaints.push('WEB_CONCURRENCY above 1 needs DEMO=off: the demo partner remembers its visitors in one process');
  for (const name of ['MIGRATE_DATABASE_URL', 'DATABASE_LISTEN_URL'] as const)
    if (config[name] !== undefined && config.DATABASE_URL === undefined)
      complaints.push(`${name} needs DATABASE_URL beside it: the same database, as it is used all day`);
  if (complaints.length > 0) throw new Error(`The configuration is not usable:\n  ${complaints.join('\n  ')}`);
  return Object.freeze(config);
}
