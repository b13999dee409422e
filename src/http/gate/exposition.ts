/** A value by its series: a name, with labels in braces where it has some. */
export type Sample = readonly [series: string, value: number];

/** One metric in the format of Prometheus. Values that are not numbers are left out: a single such line makes it reject the whole scrape. */
export const exposed = (name: string, help: string, type: string, samples: readonly Sample[]) =>
  `${[
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.filter(([, value]) => Number.isFinite(value)).map(([series, value]) => `${series} ${value}`),
  ].join('\n')}\n`;
