import { type ClientBase, type Connection, Query, type QueryConfig, type QueryResult } from 'pg';

declare module 'pg' {
  // Methods that the client calls while it reads an answer; the library's types omit them.
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
/** A named statement is prepared once on each connection. */
export type Prepared = QueryConfig & { name: string };
export const isPrepared = (statement: QueryConfig): statement is Prepared => statement.name !== undefined;

const ignore = () => undefined;

/** Collects the messages that the library writes one by one, and sends them in one packet. */
function openLine(connection: Connection) {
  let parts: Buffer[] = [];
  const gathering: Connection = Object.create(connection, {
    _send: { value: (part: Buffer) => void parts.push(part) },
    sync: { value: ignore },
  });

  return {
    /** Writes a statement, without the end of its transaction. */
    add: (statement: Query) => statement.prepare(gathering),
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

/** A statement with a name. */
export class PreparedQuery extends Query {
  declare name: string;

  constructor({ name, text, values }: Prepared, types: ClientBase, callback: Callback) {
    super({ name, text, values, types }, undefined, callback);
  }

  override submit = (connection: Connection): void => {
    const line = lineOf(connection);
    line.add(this);
    line.end();
  };
}

/** Sends one statement. */
export async function sendPrepared(client: ClientBase, statement: Prepared): Promise<QueryResult> {
  try {
    return await new Promise((resolve, reject) => {
      const callback: Callback = (error, result) => (error ? reject(error) : resolve(result));
      client.query(new PreparedQuery(statement, client, callback));
    });
  } catch (error) {
    if (error instanceof Error) Error.captureStackTrace(error); // who asked, and not who read the answer
    throw error;
  }
}
