import { setTimeout as sleep } from 'node:timers/promises';
import { escapeIdentifier } from 'pg';
import type { Log } from '../log.ts';
import { clientConfig, connectWithin, inTime, Session } from './client.ts';
import type { Database } from './connection.ts';
import { isOutage, reason, translated } from './outage.ts';
import type { Server } from './server.ts';

type Subscriber = {
  onPayload: (payload: string) => void;
  /** Payloads may have been missed. */
  onGap: (() => void) | undefined;
};

const say = (client: Session, text: string) => inTime(client, 5_000, client.query(text));

/** One connection that only listens, made at the first subscription and again after every loss. */
export function createListening(server: Server, log: Log) {
  const topics = new Map<string, Set<Subscriber>>();
  const closing = new AbortController();
  let current: Promise<Session> | undefined;

  function connected(): Promise<Session> {
    if (current !== undefined) return current;
    const made = connect();
    made.catch(() => {
      if (current === made) current = undefined; // the next call tries again
    });
    current = made;
    return made;
  }

  async function connect(): Promise<Session> {
    for (let pause = 50; ; pause = Math.min(pause * 2, 5_000)) {
      try {
        return await attempt();
      } catch (error) {
        if (closing.signal.aborted || !isOutage(error)) throw error;
        log.warn(reason(error), 'the listening database connection cannot be made');
        await sleep(pause, undefined, { signal: closing.signal });
      }
    }
  }

  async function attempt(): Promise<Session> {
    closing.signal.throwIfAborted();
    await server.ready();
    const client = new Session({ ...clientConfig(server), pipeline: true });
    client.on('error', () => undefined); // 'end' follows
    client.on('notification', ({ channel, payload = '' }) => {
      for (const { onPayload } of topics.get(channel) ?? []) safely(() => onPayload(payload));
    });
    try {
      await connectWithin(client, 4_000);
      for (const topic of topics.keys()) await say(client, `listen ${escapeIdentifier(topic)}`);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    // A peer that vanished without a word sends no 'end', so the connection is probed.
    const probe = setInterval(() => say(client, 'select 1').catch(() => client.end()), 20_000);
    probe.unref();
    client.once('end', () => {
      clearInterval(probe);
      lost();
    });
    return client;
  }

  function lost() {
    current = undefined;
    if (closing.signal.aborted) return;
    log.warn('the listening database connection was lost');
    announceGap();
    connected().then(announceGap, (error) => {
      if (!closing.signal.aborted) log.error(reason(error), 'the listening database connection is gone for good');
    });
  }

  function announceGap() {
    for (const subscribers of topics.values()) for (const { onGap } of subscribers) safely(() => onGap?.());
  }

  function safely(notify: () => void) {
    try {
      notify();
    } catch (error) {
      log.error({ err: error }, 'a subscriber failed');
    }
  }

  /** Runs a command on the connection; one that is lost meanwhile is replaced by one that listens to all topics. */
  async function command(text: string) {
    for (;;) {
      const client = await connected();
      try {
        await say(client, text);
        return;
      } catch (error) {
        if (!isOutage(error) || closing.signal.aborted) throw translated(error);
        await sleep(50, undefined, { signal: closing.signal });
      }
    }
  }

  const listen: Database['listen'] = async (topic, onPayload, onGap) => {
    const subscriber: Subscriber = { onPayload, onGap };
    const subscribers = topics.get(topic) ?? new Set();
    topics.set(topic, subscribers.add(subscriber));
    const unsubscribe = () => {
      if (subscribers.delete(subscriber) && subscribers.size === 0 && topics.get(topic) === subscribers) {
        return topics.delete(topic);
      }
      return false;
    };
    try {
      await command(`listen ${escapeIdentifier(topic)}`);
    } catch (error) {
      unsubscribe();
      throw error;
    }
    return async () => {
      if (unsubscribe() && !closing.signal.aborted) await command(`unlisten ${escapeIdentifier(topic)}`);
    };
  };

  return {
    listen,
    async close() {
      closing.abort();
      const client = await current?.catch(() => undefined);
      await client?.end();
    },
  };
}
