import type { Page } from 'playwright-core';

/** Claims the submission of the page, as the first press of A does. */
export async function claimHere(page: Page): Promise<void> {
  if ((await page.locator('[data-claim]').count()) > 0) await page.locator('[data-claim]').click();
  await page.locator('[data-approve]').waitFor();
}

/** Waits until the seconds are over in which a decision can be taken back, and lets it be carried out. */
export async function letLeave(page: Page): Promise<void> {
  await page.locator('[data-undo]').waitFor();
  await page.locator('[data-undo]').waitFor({ state: 'detached', timeout: 20_000 });
  await page.goto('/admin/review');
}

/** Claims and approves, doubts included, and takes nothing back. */
export async function approveHere(page: Page): Promise<void> {
  await claimHere(page);
  await page.locator('[data-approve]').click();
  await page.locator('[data-despite], [data-undo]').first().waitFor();
  if ((await page.locator('[data-despite]').count()) > 0) await page.locator('[data-despite]').click();
  await letLeave(page);
}
