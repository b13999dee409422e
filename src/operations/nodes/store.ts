import type { Connection } from '../../database/open.ts';

export type Node = {
  name: string;
  version: string;
  nodeVersion: string;
  keys: string;
  /** Names of the keys that open data there, the sealing one first; undefined: an earlier release, which does not report them. */
  dataKeys: readonly string[] | undefined;
  settings: Readonly<Record<string, string>>;
  skew: number;
  startedAt: Date;
  seenAt: Date;
};

export const reportNode = (db: Connection, node: Node) =>
  db.run(
    `insert into nodes (name, version, node_version, keys, settings, skew, started_at, seen_at, data_keys)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (name) do update set version = excluded.version, node_version = excluded.node_version, keys = excluded.keys,
       settings = excluded.settings, skew = excluded.skew, started_at = excluded.started_at, seen_at = excluded.seen_at,
       data_keys = excluded.data_keys`,
    [
      node.name,
      node.version,
      node.nodeVersion,
      node.keys,
      JSON.stringify(node.settings),
      node.skew,
      node.startedAt,
      node.seenAt,
      node.dataKeys ?? null,
    ],
  );

export const leave = (db: Connection, name: string) => db.run(`delete from nodes where name = $1`, [name]);

/** Killed nodes are forgotten after some days. */
export const forget = (db: Connection, before: Date) => db.run(`delete from nodes where seen_at < $1`, [before]);

export const all = async (db: Connection): Promise<Node[]> =>
  (
    await db.rows<Omit<Node, 'dataKeys'> & { dataKeys: string[] | null }>(
      `select name, version, node_version as "nodeVersion", keys, settings, skew, started_at as "startedAt", seen_at as "seenAt",
              data_keys as "dataKeys"
       from nodes order by name limit 1000`,
    )
  ).map(({ dataKeys, ...node }) => ({ ...node, dataKeys: dataKeys ?? undefined }));
