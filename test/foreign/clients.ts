import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, type Program, type Workshop } from './program.ts';

const generator = '7.25.0';
const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

type Own = Workshop & { own: string };

/** openapi-generator as a Java program, fetched once from Maven Central. */
async function generate(
  { product, folder, own }: Own,
  name: string,
  properties: Record<string, string>,
  more: readonly string[] = [],
) {
  const artifact = `org.openapitools:openapi-generator-cli:${generator}`;
  await command(['mvn', '-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`], {
    cwd: folder,
  });
  const settings = Object.entries(properties).map(([key, value]) => `${key}=${value}`);
  await command(
    [
      ...[
        'java',
        '-jar',
        join(folder, `openapi-generator-cli-${generator}.jar`),
        'generate',
        '-i',
        product.openapi,
        '-o',
        own,
        '-g',
        name,
      ],
      ...more,
      ...(settings.length > 0 ? ['--additional-properties', settings.join(',')] : []),
    ],
    { cwd: folder },
  );
}

/** Arguments by name, as Go and Python have them anyway: by place, each parameter that the interface gains would move those behind it. */
const named = (how: 'true' | 'static') => ({ useSingleRequestParameter: how });

const environment = async ({ product }: Own) => ({
  ORIGIN: product.origin,
  TOKEN: await product.token(),
  PICTURE: product.picture,
});

/** The same calls by each of the libraries that the generator knows for Java; how a call is written differs. */
const java = (library: string, ownFile: string, ...more: readonly string[]): Program => ({
  name: `java-${library}`,
  tools: ['java', 'mvn'],
  async run(at) {
    const { own } = at;
    await generate(at, 'java', named('static'), ['--library', library, ...more]);
    cpSync(join(here, 'java/Client.java'), join(own, 'src/main/java/Client.java'));
    cpSync(join(here, 'java', ownFile), join(own, 'src/main/java/Connection.java'));
    await command(['mvn', '-q', '-B', 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath.txt'], {
      cwd: own,
    });
    return command(['sh', '-c', 'java -cp "target/classes:$(cat classpath.txt)" Client'], {
      cwd: own,
      env: await environment(at),
    });
  },
});

const go: Program = {
  name: 'go',
  tools: ['java', 'mvn', 'go'],
  async run(at) {
    const { own } = at;
    await generate(at, 'go', {});
    cpSync(join(here, 'go/client.go'), join(own, 'cmd/client/main.go'));
    await command(['go', 'mod', 'tidy'], { cwd: own });
    await command(['go', 'build', './...'], { cwd: own });
    return command(['go', 'run', './cmd/client'], { cwd: own, env: await environment(at) });
  },
};

const python: Program = {
  name: 'python',
  tools: ['java', 'mvn', 'python3'],
  async run(at) {
    const { own } = at;
    await generate(at, 'python', {});
    await command(['python3', '-m', 'venv', 'venv'], { cwd: own });
    await command(['venv/bin/pip', 'install', '-q', '.'], { cwd: own });
    await command(['venv/bin/python', '-m', 'compileall', '-q', 'openapi_client'], { cwd: own });
    return command(['venv/bin/python', join(here, 'python/client.py')], { cwd: own, env: await environment(at) });
  },
};

const typescript: Program = {
  name: 'typescript',
  tools: ['java', 'mvn', 'npm'],
  async run(at) {
    const { own } = at;
    await generate(at, 'typescript-axios', { ...named('true'), importFileExtension: '.js' });
    cpSync(join(here, 'typescript/client.mts'), join(own, 'client.ts'));
    writeFileSync(join(own, 'package.json'), JSON.stringify({ type: 'module', dependencies: { axios: '1.13.2' } }));
    await command(['npm', 'install', '--no-audit', '--no-fund'], { cwd: own });
    const compilerOptions = {
      target: 'es2024',
      module: 'nodenext',
      strict: true,
      lib: ['es2024', 'dom'],
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      rootDir: '.',
      outDir: 'made',
    };
    writeFileSync(join(own, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    await command([process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', own], { cwd: own });
    return command([process.execPath, 'made/client.js'], { cwd: own, env: await environment(at) });
  },
};

export const generatedClients: readonly Program[] = [
  java('native', 'Native.java'),
  java('okhttp-gson', 'OkHttp.java'),
  java('restclient', 'RestClient.java', '--schema-mappings', 'ResourceContent=Object'),
  go,
  python,
  typescript,
];
