/** One metric in the words of Prometheus. */
export const exposed = (name: string, help: string, type: string, lines: readonly string[]) =>
  `${[`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')}\n`;
