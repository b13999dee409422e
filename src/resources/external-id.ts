import { z } from 'zod';
import { shouldBe } from '../fields/text.ts';

export const externalIdForm = /^[A-Za-z0-9._:-]{1,64}$/;
export const isExternalId = (text: string): boolean => externalIdForm.test(text);
export const badExternalId = '本地编号应为 1 到 64 个字母、数字或 . _ : -';

/** 本地编号: how the institution itself calls the entry. */
export const externalId = (label = '本地编号') =>
  z
    .string()
    .regex(externalIdForm, shouldBe(label, ' 1 到 64 个字母、数字或 . _ : -'))
    .meta({ title: label, hint: '贵方系统里的编号；不填时自动生成，发布后不能再改。' });
