import { z } from 'zod';
import { shouldBe } from '../fields/text.ts';

/** 本地编号: how the institution itself calls the entry. */
export const externalId = (label = '本地编号') =>
  z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,64}$/, shouldBe(label, ' 1 到 64 个字母、数字或 . _ : -'))
    .meta({ title: label, hint: '贵方系统里的编号；不填时自动生成，发布后不能再改。' });
