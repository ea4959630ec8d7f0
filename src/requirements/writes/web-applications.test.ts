import test from 'ava'
import type { Container } from '../../model.ts'
import { podFrom } from '../../testing.ts'
import { findWebApplicationEvidence } from './web-applications.ts'

const podWith = (fields: string) =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, ${fields}}]}}`)

test('PHP, Ruby and Python applications are recognized by their images, but not programs that accompany them', (t) => {
  const words = (image: string) => {
    const pod = podWith(`image: ${image}`)
    return findWebApplicationEvidence(pod, pod.containers[0] as Container).length
  }
  for (const image of ['php:8-apache', 'r.example/shop/wordpress:6', 'odoo', 'team/redmine', 'superset:4'])
    t.is(words(image), 1, image)
  for (const image of ['hipages/php-fpm_exporter', 'nginx', 'php.example/app', 'app:php', 'team/graph'])
    t.is(words(image), 0, image)
})
