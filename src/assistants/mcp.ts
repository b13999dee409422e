import type { z } from 'zod';
import { Problem } from '../errors.ts';
import { type Fact, readFact, saying } from '../fact.ts';
import type { Log } from '../log.ts';
import type { Worker } from './assistant-token.ts';
import { fact } from './facts.ts';
import type { Tool } from './tool.ts';

type Library = typeof import('@modelcontextprotocol/server');

type Needs = { tools: readonly Tool[]; log: Log; version: string };

/** The worker of one message, and the language of its answer. */
type Asking = { worker: Worker; say: (fact: Fact) => string };

/**
 * The Model Context Protocol over HTTP in its revision of 2026 and, for clients before it, of 2025: one answer in JSON for each message,
 * nothing kept in between, so that any node answers.
 */
export function createMcp({ tools, log, version }: Needs) {
  let library: Promise<Library> | undefined;

  // Loaded at the first assistant: other requests do not need it.
  const load = (): Promise<Library> => {
    library ??= import('@modelcontextprotocol/server');
    return library;
  };

  function serverFor({ McpServer }: Library, { worker, say }: Asking) {
    const server = new McpServer(
      { name: 'culture-cloud-connect', version },
      // No stream tells of changes.
      { instructions: say(fact('assistants.tool_instructions')), capabilities: { tools: { listChanged: false } } },
    );
    for (const { name, title, description, input, isReading, asksOthers = false, run } of tools)
      server.registerTool(
        name,
        {
          ...{ title: say(title), description: say(description), inputSchema: leftToTool(input, say) },
          annotations: { readOnlyHint: isReading, openWorldHint: asksOthers },
        },
        async (given) => {
          try {
            const found = await run(worker, given, say);
            const text = JSON.stringify(found, saying(say));
            return { content: [{ type: 'text', text }], structuredContent: JSON.parse(text) };
          } catch (error) {
            if (error instanceof Problem && error.status < 500)
              return {
                content: [{ type: 'text', text: JSON.stringify(refusal(error, say, Object.keys(input.shape))) }],
                isError: true,
              };
            log.error({ err: error, tool: name }, 'unexpected error');
            throw new Error('internal error');
          }
        },
      );
    return server;
  }

  return {
    /** Answers one message. `request` has the headers that the protocol reads; its body was read already. */
    async answer(request: Request, message: object, asking: Asking): Promise<Response> {
      const mcp = await load();
      if (await mcp.isLegacyRequest(request, message)) {
        const transport = new mcp.WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
        const server = serverFor(mcp, asking);
        await server.connect(transport);
        try {
          return await transport.handleRequest(request, { parsedBody: message });
        } finally {
          await server.close();
        }
      }
      const handler = mcp.createMcpHandler(() => serverFor(mcp, asking), { legacy: 'reject' });
      try {
        return await handler.fetch(request, { parsedBody: message });
      } finally {
        await handler.close();
      }
    },
  };
}

/**
 * The schema as it is described, in the language of the assistant; the tool judges the input itself, whose problems the library would tell in
 * English, as text and one by one.
 */
function leftToTool(input: z.ZodObject, say: Asking['say']) {
  const standard = input['~standard'];
  type Schema = typeof standard.jsonSchema;
  const spoken = (part: Record<string, unknown>) =>
    JSON.parse(JSON.stringify(part), (name, value) => {
      const said = name === 'description' && typeof value === 'string' ? readFact(value) : undefined;
      return said === undefined ? value : say(said);
    });
  const jsonSchema: Schema = {
    input: (options) => spoken(standard.jsonSchema.input(options)),
    output: (options) => spoken(standard.jsonSchema.output(options)),
  };
  return { '~standard': { ...standard, jsonSchema, validate: (value: unknown) => ({ value }) } };
}

/** The problems, parameter by parameter, each as the tool calls it: rooms name the fields of their forms. */
const refusal = ({ code, fact, fields }: Problem, say: (fact: Fact) => string, parameters: readonly string[]) => ({
  code,
  detail: say(fact),
  ...(fields && {
    errors: Object.entries(fields).map(([field, problem]) => ({
      parameter: parameterOf(field, parameters),
      detail: say(problem),
    })),
  }),
});

const parameterOf = (field: string, parameters: readonly string[]): string => {
  const [head = '', ...rest] = field.split('/');
  const plain = head.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [parameters.includes(plain) ? plain : head, ...rest].join('/');
};
