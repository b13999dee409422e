import type { Module } from '../../module.ts';
import type { Manuals } from '../docs/manual.ts';
import { createBrandPages } from './pages.ts';

type Needs = { manuals: Manuals };

/** R56: the button that partners place in their login window: its rules, pictures and code. */
export const createBrandModule = ({ manuals }: Needs): Module => ({
  service: {},
  pages: (services) => createBrandPages({ ...services, manuals }),
});
