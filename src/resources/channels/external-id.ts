import { z } from 'zod';
import { written } from '../../fact.ts';
import { fact } from '../facts.ts';

export const externalIdForm = /^[A-Za-z0-9._:-]{1,64}$/;
export const isExternalId = (text: string): boolean => externalIdForm.test(text);
export const badExternalId = fact('resources.external_id_bad');

/** 本地编号: how the institution itself calls the entry. */
export const externalId = (label = '本地编号') =>
  z
    .string()
    .regex(externalIdForm, written(fact('resources.external_id_form', { label })))
    .meta({ title: label, hint: '贵方系统里的编号；不填时自动生成，发布后不能再改。' });
