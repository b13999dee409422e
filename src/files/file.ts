import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';
/** A stored, inspected upload, without its content. */
export interface StoredFile {
  id: string;
  institutionId: string;
  name: string;
  /** Type of the stored content: an SVG is stored as a PNG. */
  type: string;
  size: number;
  width: number | undefined;
  height: number | undefined;
  createdBy: string;
  createdAt: Date;
}

/** The files that an upload field accepts. */
export interface Accept {
  types: readonly string[];
  /** The smallest picture that will do. */
  least?: { width: number; height: number };
}

/** The name of an upload that came without one. */
export const unnamed = '未命名';

export const isImage = (type: string): boolean => type.startsWith('image/');

/** A valid text file, or its problem. */
export type Inspected = { type: string; bytes: Buffer; width?: number; height?: number } | { problem: Fact };

/** The words of the guide's screen for a picture that would have to be blown up. */
export const tooSmall = (size: { width: number; height: number }, least: Accept['least']) =>
  least !== undefined && (size.width < least.width || size.height < least.height)
    ? fact('files.picture_small', {
        width: size.width,
        height: size.height,
        least_width: least.width,
        least_height: least.height,
      })
    : undefined;
