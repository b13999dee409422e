import { type Config, type Setting, settings } from './settings.ts';

export type { AddressBlock } from './setting-types.ts';
export { type Config, settings } from './settings.ts';

/** Reads the environment once. Throws one error that names every missing or malformed variable and gives an example of each. */
export function readConfig(env: Record<string, string | undefined>): Readonly<Config> {
  const config: Partial<Config> = {};
  const complaints: string[] = [];
  const production = env.NODE_ENV === 'production';

  const take = <Name extends keyof Config>(name: Name) => {
    const setting: Setting<Config[Name]> = settings[name];
    const given = env[name]?.trim() || undefined;
    const complain = (what: string) => complaints.push(`${name} ${what}, for example ${name}=${setting.example}`);
    if (production && given === undefined && setting.requiredInProduction) complain('is missing');
    if (production && given !== undefined && setting.refusedInProduction && isOn(name, given))
      complaints.push(`${name} is not allowed in production: remove it`);
    try {
      config[name] = given === undefined ? setting.fallback(config) : setting.read(given);
    } catch (error) {
      complain(`must be ${error instanceof Error ? error.message : 'different'}`);
      config[name] = setting.fallback(config);
    }
  };
  for (const name of Object.keys(settings)) if (isSetting(name)) take(name);

  if (production && config.PUBLIC_URL?.protocol !== 'https:')
    complaints.push('PUBLIC_URL must begin with https:// in production, for example PUBLIC_URL=https://sso.example.cn');
  if ((config.WEB_CONCURRENCY ?? 1) > 1 && config.DEMO)
    complaints.push('WEB_CONCURRENCY above 1 needs DEMO=off: the demo partner remembers its visitors in one process');
  for (const name of ['MIGRATE_DATABASE_URL', 'DATABASE_LISTEN_URL'] as const)
    if (config[name] !== undefined && config.DATABASE_URL === undefined)
      complaints.push(`${name} needs DATABASE_URL beside it: the same database, as it is used all day`);
  if (complaints.length > 0) throw new Error(`The configuration is not usable:\n  ${complaints.join('\n  ')}`);
  return Object.freeze(config as Config);
}

const isSetting = (name: string): name is keyof Config => Object.hasOwn(settings, name);

/** Production only objects to the value that would open something: DEMO=off, THROTTLE=on and CLOCK_OFFSET=0 may be written out. */
const isOn = (name: string, given: string) =>
  !((name === 'DEMO' && given === 'off') || (name === 'THROTTLE' && given === 'on') || given === '0');
