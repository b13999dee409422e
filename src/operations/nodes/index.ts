import type { Module } from '../../module.ts';
import { createNodes, type NodeNeeds, type Nodes } from './service.ts';

/** The processes that run on the database, and their settings. `start` is called before a listener opens. */
export function createNodesModule(needs: NodeNeeds): Module<{ nodes: Nodes }> {
  const nodes = createNodes(needs);
  return { service: { nodes }, start: nodes.start, stop: nodes.stop };
}
