/** Purposes for which partners may use the Cloud's resources. Adding one is one entry here. */
export const purposes = {
  show: '线上展播：在本机构的平台播放、展示',
  onsite: '线下活动：在场馆放映、展览、诵读',
  teaching: '公益教学：用于培训和课堂',
  collection: '馆藏收录：收入本机构的数字资源库',
} as const;

export type Purpose = keyof typeof purposes;
export const isPurpose = (value: unknown): value is Purpose =>
  typeof value === 'string' && Object.hasOwn(purposes, value);
export const purposeName = (purpose: string): string =>
  isPurpose(purpose) ? (purposes[purpose].split('：')[0] ?? purpose) : purpose;
