import type { Page } from 'playwright-core';

/** Actions of a person: presses of the mouse or finger, and fields that they changed. */
export type Effort = { clicks: number; fields: number };

/** Counts a person's effort in a page from its next address on, and in all that they open from there. Needs script. */
export async function counted(page: Page): Promise<Effort> {
  const effort: Effort = { clicks: 0, fields: 0 };
  await page.context().exposeBinding('countEffort', (_source, kind: keyof Effort) => {
    effort[kind] += 1;
  });
  await page.context().addInitScript(`
    addEventListener('pointerdown', (event) => event.isTrusted && countEffort('clicks'), true);
    addEventListener('change', (event) => event.isTrusted && countEffort('fields'), true);
  `);
  return effort;
}
