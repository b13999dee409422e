import type { Call, Example } from './call.ts';

export type Snippet = { name: string; language: string; text: string };

/** How a program of Node writes the token into a text. */
const inNode = ['$', '{', 'process', '.env.TOKEN}'].join('');
/** As a text of a program; ours reads its settings at the roof. */
const env = ['process', 'env'].join('.');

/** The values of a snippet: the example of a call, or the names of its parameters without one. */
type Sent = {
  method: string;
  address: string;
  headers: readonly (readonly [string, string])[];
  body?: string;
  file?: string;
};

/** The call in four languages, each a whole program that takes $ORIGIN and $TOKEN from the environment and prints the answer. */
export function snippetsOf(call: Call): Snippet[] {
  const sent = sentBy(call);
  return [
    { name: 'curl', language: 'sh', text: curl(sent) },
    { name: 'Node', language: 'js', text: node(sent) },
    { name: 'Java', language: 'java', text: java(sent) },
    { name: 'Python', language: 'python', text: python(sent) },
  ];
}

function sentBy({ method, path, media, auth, example }: Call): Sent {
  const request: Example['request'] = example?.request ?? { path };
  const body = request.body;
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  const own = Object.entries(request.headers ?? {});
  const isSaid = own.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    method,
    address: request.path,
    headers: [
      ...(auth === 'none' ? [] : [['Authorization', auth === 'basic' ? '$BASIC' : 'Bearer $TOKEN'] as const]),
      ...(text !== undefined && !isSaid ? [['Content-Type', media ?? 'application/json'] as const] : []),
      ...own,
    ],
    ...(text !== undefined && { body: text }),
    ...(request.file !== undefined && { file: request.file }),
  };
}

function curl({ method, address, headers, body, file }: Sent): string {
  const parts = [
    `curl -i${method === 'GET' || file !== undefined ? '' : ` -X ${method}`} "$ORIGIN${address}"`,
    ...headers.map(([name, value]) =>
      value === '$BASIC' ? '-u "$AK:$SK"' : `-H ${value.includes('$') ? `"${name}: ${value}"` : `'${name}: ${value}'`}`,
    ),
    ...(body === undefined ? [] : [`--data-binary '${body.replaceAll("'", "'\\''")}'`]),
    ...(file === undefined ? [] : [`-F file=@${file}`]),
  ];
  return parts.join(' \\\n  ');
}

const indented = (text: string, by: string) => text.replaceAll('\n', `\n${by}`);

function node({ method, address, headers, body, file }: Sent): string {
  const said = headers.map(([name, value]) =>
    value === '$BASIC'
      ? `    ${nameIn(name)}: 'Basic ' + btoa(${env}.AK + ':' + ${env}.SK),`
      : value.includes('$TOKEN')
        ? `    ${nameIn(name)}: \`${value.replace('$TOKEN', inNode)}\`,`
        : `    ${nameIn(name)}: ${quoted(value)},`,
  );
  const isData = body !== undefined && /^[[{]/.test(body) && !body.includes('\n{');
  return [
    ...(file === undefined ? [] : [`import { openAsBlob } from 'node:fs';`, '']),
    ...(file === undefined
      ? []
      : ['const form = new FormData();', `form.set('file', await openAsBlob('${file}'), '${file}');`]),
    `const answer = await fetch(\`\${${env}.ORIGIN}${address}\`, {`,
    `  method: '${method}',`,
    ...(said.length > 0 ? ['  headers: {', ...said, '  },'] : []),
    ...(body === undefined ? [] : [`  body: ${isData ? `JSON.stringify(${indented(body, '  ')})` : quoted(body)},`]),
    ...(file === undefined ? [] : ['  body: form,']),
    '});',
    'console.log(answer.status, await answer.text());',
  ].join('\n');
}

const nameIn = (name: string) => (/^[A-Za-z]+$/.test(name) ? name : `'${name}'`);
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
const doubled = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

function java({ method, address, headers, body, file }: Sent): string {
  const said = headers.map(([name, value]) =>
    value === '$BASIC'
      ? `        .header("${name}", "Basic " + java.util.Base64.getEncoder().encodeToString((System.getenv("AK") + ":" + System.getenv("SK")).getBytes()))`
      : value.includes('$TOKEN')
        ? `        .header("${name}", "Bearer " + System.getenv("TOKEN"))`
        : `        .header("${name}", ${doubled(value)})`,
  );
  const publisher =
    file !== undefined
      ? 'HttpRequest.BodyPublishers.ofByteArrays(parts)'
      : body === undefined
        ? 'HttpRequest.BodyPublishers.noBody()'
        : `HttpRequest.BodyPublishers.ofString(${/\n/.test(body) ? `"""\n${`            ${indented(body.replaceAll('\\', '\\\\'), '            ')}`}"""` : doubled(body)})`;
  return [
    'import java.net.URI;',
    'import java.net.http.*;',
    ...(file === undefined ? [] : ['import java.nio.file.*;', 'import java.util.List;']),
    '',
    'public class Call {',
    '  public static void main(String[] args) throws Exception {',
    ...(file === undefined
      ? []
      : [
          '    var head = "--cloud\\r\\nContent-Disposition: form-data; name=\\"file\\"; filename=\\"' +
            file +
            '\\"\\r\\n\\r\\n";',
          `    var parts = List.of(head.getBytes(), Files.readAllBytes(Path.of("${file}")), "\\r\\n--cloud--\\r\\n".getBytes());`,
        ]),
    `    var request = HttpRequest.newBuilder(URI.create(System.getenv("ORIGIN") + ${doubled(address)}))`,
    ...said,
    ...(file === undefined ? [] : ['        .header("Content-Type", "multipart/form-data; boundary=cloud")']),
    `        .method("${method}", ${publisher})`,
    '        .build();',
    '    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());',
    '    System.out.println(answer.statusCode() + " " + answer.body());',
    '  }',
    '}',
  ].join('\n');
}

function python({ method, address, headers, body, file }: Sent): string {
  const said = headers
    .filter(([, value]) => value !== '$BASIC')
    .map(([name, value]) =>
      value.includes('$TOKEN')
        ? `        "${name}": "Bearer " + os.environ["TOKEN"],`
        : `        "${name}": ${doubled(value)},`,
    );
  const data =
    body === undefined
      ? ''
      : /\n/.test(body)
        ? `"""${body.replaceAll('\\', '\\\\')}""".encode()`
        : `${doubled(body)}.encode()`;
  return [
    'import os, requests',
    '',
    'answer = requests.request(',
    `    "${method}",`,
    `    os.environ["ORIGIN"] + ${doubled(address)},`,
    ...(said.length > 0 ? ['    headers={', ...said, '    },'] : []),
    ...(headers.some(([, value]) => value === '$BASIC') ? ['    auth=(os.environ["AK"], os.environ["SK"]),'] : []),
    ...(body === undefined ? [] : [`    data=${data},`]),
    ...(file === undefined ? [] : [`    files={"file": open("${file}", "rb")},`]),
    ')',
    'print(answer.status_code, answer.text)',
  ].join('\n');
}
