{{- define "praksis.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}
{{- end }}

{{- /* The services and their ports, as the programs have them. */}}
{{- define "praksis.ports" -}}
{recorder: 7401, history: 7402, dashboards: 7403, learning: 7404, feed: 7405}
{{- end }}

{{- /* All of them, as PRAKSIS_SERVER names them. */}}
{{- define "praksis.servers" -}}
{{- $servers := list }}
{{- range $component, $port := include "praksis.ports" . | fromYaml }}
{{- $servers = append $servers (printf "%s-%s:%v" (include "praksis.name" $) $component $port) }}
{{- end }}
{{- join "," $servers }}
{{- end }}

{{- /* dict root component: the labels that say which pods are meant. */}}
{{- define "praksis.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "praksis.labels" -}}
{{ include "praksis.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "praksis.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "praksis.bootstrap" -}}
{{- if .Values.kafka.included.enabled -}}
{{- $kafka := printf "%s-kafka" (include "praksis.name" .) -}}
{{- range $i := until 3 }}{{ if $i }},{{ end }}{{ $kafka }}-{{ $i }}.{{ $kafka }}:9092{{ end }}
{{- else }}{{ .Values.kafka.bootstrapServers }}{{ end }}
{{- end }}

{{- /* Of a pod. The user is the image's. */}}
{{- define "praksis.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "praksis.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* dict root storage: what a pod's volume is to be. */}}
{{- define "praksis.claim" -}}
accessModes: [ReadWriteOnce]
{{- with .root.Values.storageClass }}
storageClassName: {{ . }}
{{- end }}
resources:
  requests:
    storage: {{ .storage }}
{{- end }}

{{- /* Several pods of a component, on several machines where there are some. */}}
{{- define "praksis.spread" -}}
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "praksis.selector" . | nindent 6 }}
{{- end }}
