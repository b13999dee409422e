import { z } from 'zod';

/** RFC 3339 in UTC, as every answer writes time. */
export const time = z.iso.datetime().register(z.globalRegistry, { example: '2026-11-24T02:30:00.000Z' });

export const iso = (date: Date): string => date.toISOString();
export const isoOrNull = (date: Date | undefined): string | null => date?.toISOString() ?? null;

/** RFC 9457, for everything that the API refuses. */
const problemParts = {
  type: z.url(),
  title: z.string(),
  status: z.int(),
  code: z
    .string()
    .register(z.globalRegistry, { description: '稳定的代码，程序按它判断', example: 'validation_failed' }),
  detail: z.string().register(z.globalRegistry, { description: '给人看的说明' }),
  errors: z
    .array(
      z.object({
        pointer: z.string().register(z.globalRegistry, {
          description: '请求体中的位置（JSON Pointer）；整个请求体的问题是空字符串',
          example: '/end_at',
        }),
        field: z.string().optional().register(z.globalRegistry, { description: '表单上的名称', example: '结束时间' }),
        code: z.string().optional().register(z.globalRegistry, { description: '稳定的代码', example: 'required' }),
        message: z.string(),
        help: z.url().optional().register(z.globalRegistry, { description: '这个字段的说明' }),
      }),
    )
    .optional()
    .register(z.globalRegistry, { description: '逐项的说明' }),
};

export const problemAnswer = z
  .object({
    ...problemParts,
    trace_id: z.string().register(z.globalRegistry, { description: '报告问题时提供的编号', example: '8K2F-3QZ7' }),
  })
  .register(z.globalRegistry, { id: 'Problem', description: '没有成功时的回答（application/problem+json）' });

/** Of one of several things that were asked for in one call. */
export const problemOfOne = z
  .object(problemParts)
  .register(z.globalRegistry, { id: 'ItemProblem', description: '一项没有成功的原因' });
