import { asList, asObject } from '../kube/pods.ts'
import type { Clue, Container, Json, Pod } from '../model.ts'
import { argvsOf } from './commands.ts'
import { manifestClue } from './manifest-clue.ts'

/** A port on which a container listens as far as its manifest tells. */
export interface ListenPort {
  port: number
  clue: Clue
}

const OWN = 'https?|web|server|listen|bind|listener'

/** Flags that name the own port of a server, or the address that it takes; `--db-port` and `--upstream` name another's. */
const FLAG = new RegExp(`^--?(?:(?:${OWN})[-_.])*(?:port|listen|bind|addr|address|bind[-_.]?addr(?:ess)?)$`, 'i')

const VARIABLE =
  /^(?:\w+_)?(?:LISTEN|BIND)(?:_\w+)?$|^(?:(?:HTTPS?|WEB|SERVER|APP)_)?PORT$|_HTTPS?_PORT_NUMBER$|^ASPNETCORE_(?:HTTPS?_PORTS|URLS)$/

/** A port alone or behind an address of the pod: `80`, `:80`, `0.0.0.0:80`, `[::]:80`, `http://*:80`. */
const VALUE = /^(?:(?:https?|tcp):\/\/)?(?:(?:[*+]|localhost|[\d.]*|\[[\d:]*\]):)?(\d{1,5})\/?$/

const portOf = (value: Json | undefined): number | undefined => {
  const port = Number(VALUE.exec(String(value ?? ''))?.[1] ?? 0)
  return port > 0 && port < 65536 ? port : undefined
}

const containerPorts = (pod: Pod, container: Container): ListenPort[] =>
  asList(container.value.ports).flatMap((item, index) => {
    const { containerPort } = asObject(item)
    if (typeof containerPort !== 'number') return []
    const pointer = `${container.pointer}/ports/${index}/containerPort`
    return [{ port: containerPort, clue: manifestClue(pod, pointer, `containerPort ${containerPort}`) }]
  })

/** A flag and its value, which stands behind a `=` or in the next word. */
const splitFlag = (item: Json, next: Json | undefined): [string, Json | undefined] => {
  const text = String(item)
  const at = text.indexOf('=')
  return at === -1 ? [text, next] : [text.slice(0, at), text.slice(at + 1)]
}

const flagPorts = (pod: Pod, container: Container): ListenPort[] =>
  argvsOf(container)
    .filter(({ label }) => label === 'command' || label === 'args')
    .flatMap(({ items, pointer }) =>
      items.flatMap((item, index): ListenPort[] => {
        const [flag, value] = splitFlag(item, items[index + 1])
        const port = FLAG.test(flag) ? portOf(value) : undefined
        if (port === undefined) return []
        return [
          { port, clue: manifestClue(pod, `${pointer}/${index}`, `${flag} ${port} in container "${container.name}"`) },
        ]
      }),
    )

const variablePorts = (pod: Pod, container: Container): ListenPort[] =>
  asList(container.value.env).flatMap((item, index): ListenPort[] => {
    const { name, value } = asObject(item)
    if (typeof name !== 'string' || !VARIABLE.test(name)) return []
    const port = portOf(value)
    if (port === undefined) return []
    const pointer = `${container.pointer}/env/${index}/value`
    return [{ port, clue: manifestClue(pod, pointer, `${name}=${port} in container "${container.name}"`) }]
  })

/** The ports on which a container listens: its `containerPort`s, and what its flags and environment tell. */
export const listenPorts = (pod: Pod, container: Container): ListenPort[] => [
  ...containerPorts(pod, container),
  ...flagPorts(pod, container),
  ...variablePorts(pod, container),
]
