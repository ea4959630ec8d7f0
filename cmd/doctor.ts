import type { Run } from './commands.ts'
export const runDoctor: Run = async () => 0
