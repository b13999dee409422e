import { type ClientBase, type Connection, Query, type QueryConfig, type QueryResult } from 'pg';

declare module 'pg' {
  // What the client calls while it reads an answer; the types of the library leave it out.
  interface Query {
    name?: string;
    text: string;
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

/** What the statements gave, in their order, and why they were not committed, if they were not. */
export type Answered = { results: readonly (QueryResult | undefined)[]; error: Error | undefined };

const ignore = () => undefined;

/**
 * Several statements of which PostgreSQL is told the end once, behind the last: without `begin` and `commit` they are one transaction, sent in
 * one piece and answered in one. To the client it is one query; each of its statements is one of the library's, which reads its own answer.
 */
class Pipelined extends Query {
  readonly #queries: readonly Query[];
  readonly #results: QueryResult[] = [];
  readonly #end: (answered: Answered) => void;
  #error: Error | undefined;

  constructor(statements: readonly QueryConfig[], types: unknown, end: (answered: Answered) => void) {
    super({ ...statements[0], text: statements[0]?.text ?? '' }, ignore);
    this.#end = end;
    this.#queries = statements.map((statement, index) => {
      const query = new Query(statement, (error, result) => {
        if (error) this.#error ??= error;
        else this.#results[index] = result;
      });
      Reflect.set(Reflect.get(query, '_result'), '_types', types);
      return query;
    });
  }

  /** The one whose answer is being read. */
  get #current(): Query | undefined {
    return this.#queries[this.#results.length];
  }

  override submit = (connection: Connection): void => {
    const withoutEnd: Connection = Object.create(connection, { sync: { value: ignore } });
    connection.stream.cork();
    for (const query of this.#queries) query.submit(withoutEnd);
    // One whose values cannot be written says so at once: this refuses the others with it.
    if (this.#error !== undefined) connection.execute({ portal: 'no such portal' }, false);
    connection.sync();
    connection.stream.uncork();
  };

  override handleRowDescription(message: object): void {
    this.#current?.handleRowDescription(message);
  }
  override handleDataRow(message: object): void {
    this.#current?.handleDataRow(message);
  }
  override handleCommandComplete(message: object, connection: Connection): void {
    const query = this.#current;
    query?.handleCommandComplete(message, connection);
    query?.handleReadyForQuery(connection);
    // By these the client notes which statements the server knows.
    const next = this.#current;
    if (next?.name !== undefined) this.name = next.name;
    this.text = next?.text ?? '';
  }
  override handleReadyForQuery(): void {
    this.#end({ results: this.#results, error: this.#error });
  }
  override handleError(error: Error, connection: Connection): void {
    // Those behind the one that failed were passed over, and are unknown to the server if they were new to it.
    for (const { name } of this.#queries) if (name !== undefined) delete connection.submittedNamedStatements[name];
    this.#end({ results: this.#results, error: this.#error ?? error });
  }
}

/** Sends statements as one transaction. */
export const sendPipelined = (client: ClientBase, statements: readonly QueryConfig[]): Promise<Answered> =>
  new Promise((resolve) => {
    client.query(new Pipelined(statements, Reflect.get(client, '_types'), resolve));
  });
