import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, type Program, type Workshop } from './program.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** A partner's settings from registration, and the citizen who signs in there. */
const settings = ({ product }: Workshop) => ({
  ISSUER: product.origin,
  CLIENT_ID: product.clientId,
  CLIENT_SECRET: product.secret,
  REDIRECT_URI: product.redirectUri,
  USERNAME: product.citizen.username,
  PASSWORD: product.citizen.password,
});

/** Programs that sign a citizen in by an OpenID Connect library of their language, and print the account that it reports. */
export const partners: readonly Program[] = [
  {
    name: 'partner-python',
    tools: ['python3'],
    async run(at) {
      const { own } = at;
      await command(['python3', '-m', 'venv', 'venv'], { cwd: own });
      await command(['venv/bin/pip', 'install', '-q', 'Authlib==1.6.5', 'requests==2.32.5'], { cwd: own });
      return command(['venv/bin/python', join(here, 'python/partner.py')], { cwd: own, env: settings(at) });
    },
  },
  {
    name: 'partner-go',
    tools: ['go'],
    async run(at) {
      const { own } = at;
      cpSync(join(here, 'go/partner.go'), join(own, 'main.go'));
      await command(['go', 'mod', 'init', 'partner'], { cwd: own });
      await command(['go', 'mod', 'tidy'], { cwd: own });
      return command(['go', 'run', '.'], { cwd: own, env: settings(at) });
    },
  },
  {
    name: 'partner-java',
    tools: ['java', 'mvn'],
    async run(at) {
      const { own, product } = at;
      const site = new URL(product.redirectUri);
      const source = join(here, 'java/partner');
      cpSync(join(source, 'pom.xml'), join(own, 'pom.xml'));
      cpSync(join(source, 'Partner.java'), join(own, 'src/main/java/partner/Partner.java'));
      cpSync(join(source, 'application.properties'), join(own, 'src/main/resources/application.properties'));
      await command(['mvn', '-q', '-B', '-DskipTests', 'package'], { cwd: own });
      const env = { ...settings(at), CITIZEN: product.citizen.username, SITE: site.origin, PORT: site.port };
      return command(['java', '-jar', 'target/partner-1.jar'], { cwd: own, env });
    },
  },
];
