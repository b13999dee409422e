/** A value that is of another form than the field takes. */
export const shouldBe = (label: string, form: string) => ({
  sentence: `${label}应为${form}`,
  reason: '写法不对',
  advice: `应为${form}`,
});
