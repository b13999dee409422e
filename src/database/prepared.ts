import { isDeepStrictEqual } from 'node:util';
import { type ClientBase, type Connection, Query, type QueryConfig, type QueryResult } from 'pg';

declare module 'pg' {
  // What the client calls while it reads an answer; the types of the library leave it out.
  interface Query {
    name?: string;
    text: string;
    prepare(connection: Connection): void;
    handleRowDescription(message: object): void;
    handleDataRow(message: object): void;
    handleCommandComplete(message: object, connection: Connection): void;
    handleReadyForQuery(connection: Connection): void;
    handleError(error: Error, connection: Connection): void;
  }
  interface Connection {
    /** By name: those that were sent and are not known yet. */
    submittedNamedStatements: Record<string, string>;
  }
}

type Callback = (error: Error | undefined, result: QueryResult) => void;
/** What has a name is prepared once on each connection. */
export type Prepared = QueryConfig & { name: string };
export const isPrepared = (statement: QueryConfig): statement is Prepared => statement.name !== undefined;

const ignore = () => undefined;
/** Of the library's `Result`: what it makes of a description of the columns. */
const ofColumns = ['fields', '_parsers', '_prebuiltEmptyResultObject'] as const;
type Columns = Readonly<Record<(typeof ofColumns)[number], unknown>>;

/** By statement, as they were seen last: connections share what is the same on each. */
const seen = new Map<string, Columns>();

function shared(name: string, columns: Columns): Columns {
  const before = seen.get(name);
  if (before !== undefined && isDeepStrictEqual(before.fields, columns.fields)) return before;
  seen.set(name, columns);
  return columns;
}

/**
 * What the library writes part for part is gathered here, and leaves a connection in one piece. A prepared statement describes its columns once:
 * PostgreSQL refuses one whose columns have become others ("cached plan must not change result type").
 */
function openLine(connection: Connection) {
  let parts: Buffer[] = [];
  let isKnown = false;
  const gathering: Connection = Object.create(connection, {
    _send: { value: (part: Buffer) => void parts.push(part) },
    sync: { value: ignore },
    describe: {
      value(...message: Parameters<Connection['describe']>) {
        if (!isKnown) Reflect.apply(connection.describe, gathering, message);
      },
    },
  });

  return {
    /** How the columns of a statement look, by its name. */
    columns: new Map<string, Columns>(),
    /** Writes a statement, without the end of its transaction; `known`: how its columns look. */
    add(statement: Query, known: boolean): void {
      isKnown = known;
      statement.prepare(gathering);
    },
    /** Lets the transaction fail. */
    fail: () => gathering.execute({ portal: 'no such portal' }, false),
    /** Ends the transaction, and sends it. */
    end(): void {
      Reflect.apply(connection.sync, gathering, []);
      const whole = Buffer.concat(parts);
      parts = [];
      if (connection.stream.writable) connection.stream.write(whole);
    },
  };
}

type Line = ReturnType<typeof openLine>;
const lines = new WeakMap<Connection, Line>();
export function lineOf(connection: Connection): Line {
  const known = lines.get(connection);
  if (known !== undefined) return known;
  const made = openLine(connection);
  lines.set(connection, made);
  return made;
}

/** A statement with a name. Made of its text alone, as the library copies whatever else it is given property by property. */
export class PreparedQuery extends Query {
  declare name: string;
  readonly #result: object;

  constructor({ name, text, values }: Prepared, types: unknown, callback: Callback) {
    super(text, values, callback);
    this.name = name;
    this.#result = Object(Reflect.get(Object(this), '_result'));
    Reflect.set(this.#result, '_types', types);
  }

  override submit = (connection: Connection): void => {
    this.writeTo(connection);
    lineOf(connection).end();
  };

  /** Without the end of its transaction. */
  writeTo(connection: Connection): void {
    const line = lineOf(connection);
    const columns = line.columns.get(this.name);
    if (columns !== undefined) {
      for (const name of ofColumns) Reflect.set(this.#result, name, columns[name]);
      Reflect.set(this, '_accumulateRows', true);
    }
    line.add(this, columns !== undefined);
  }

  override handleCommandComplete(message: object, connection: Connection): void {
    const { columns } = lineOf(connection);
    if (!columns.has(this.name)) {
      const [fields, _parsers, _prebuiltEmptyResultObject] = ofColumns.map((name) => Reflect.get(this.#result, name));
      columns.set(this.name, shared(this.name, { fields, _parsers, _prebuiltEmptyResultObject }));
    }
    super.handleCommandComplete(message, connection);
  }
}

export const typesOf = (client: ClientBase): unknown => Reflect.get(client, '_types');

/** Sends one statement. */
export async function sendPrepared(client: ClientBase, statement: Prepared): Promise<QueryResult> {
  try {
    return await new Promise((resolve, reject) => {
      const callback: Callback = (error, result) => (error ? reject(error) : resolve(result));
      client.query(new PreparedQuery(statement, typesOf(client), callback));
    });
  } catch (error) {
    if (error instanceof Error) Error.captureStackTrace(error); // who asked, and not who read the answer
    throw error;
  }
}
