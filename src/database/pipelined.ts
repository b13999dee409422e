import { type ClientBase, type Connection, Query, type QueryResult } from 'pg';
import { lineOf, type Prepared, PreparedQuery } from './prepared.ts';

/** The results of the statements in their order, and why they were not committed, if so. */
export type Answered = { results: readonly (QueryResult | undefined)[]; error: Error | undefined };

const ignore = () => undefined;

/**
 * Several statements with one Sync behind the last: without `begin` and `commit` they are one transaction, sent in one piece and answered in
 * one. To the client it is one query; each of its statements reads its own answer.
 */
class Pipelined extends Query {
  readonly #queries: readonly PreparedQuery[];
  readonly #results: QueryResult[] = [];
  readonly #end: (answered: Answered) => void;
  #error: Error | undefined;

  constructor(statements: readonly Prepared[], types: ClientBase, end: (answered: Answered) => void) {
    super(statements[0]?.text ?? '', ignore);
    this.name = statements[0]?.name ?? '';
    this.#end = end;
    this.#queries = statements.map(
      (statement, index) =>
        new PreparedQuery(statement, types, (error, result) => {
          if (error) this.#error ??= error;
          else this.#results[index] = result;
        }),
    );
  }

  /** The statement whose answer is being read. */
  get #current(): Query | undefined {
    return this.#queries[this.#results.length];
  }

  override submit = (connection: Connection): void => {
    const line = lineOf(connection);
    for (const query of this.#queries) line.add(query);
    // A statement with unserializable values fails immediately: this refuses the others with it.
    if (this.#error !== undefined) line.fail();
    line.end();
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
export const sendPipelined = (client: ClientBase, statements: readonly Prepared[]): Promise<Answered> =>
  new Promise((resolve) => {
    client.query(new Pipelined(statements, client, resolve));
  });
