/**
 * The types that all layers share: types only, no code. Constants such as `STANCES` are imported from their file in
 * `model/`.
 */
export type * from './model/configuration.ts'
export type * from './model/configuration.ts'
export type * from './model/control.ts'
export type * from './model/evidence.ts'
export type * from './model/image-facts.ts'
export type * from './model/image-lock.ts'
export type * from './model/json.ts'
export type * from './model/known-image.ts'
export type * from './model/kubernetes.ts'
export type * from './model/report.ts'
export type * from './model/requirements.ts'
export type * from './model/settings.ts'
export type * from './model/write-plan.ts'
