{{- define "cloud.labels" -}}
app.kubernetes.io/name: cloud
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "cloud.selector" -}}
app.kubernetes.io/name: cloud
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "cloud.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "cloud.pod-security" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "cloud.container-security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "cloud.env" -}}
- { name: PUBLIC_URL, value: {{ required "publicUrl is missing: --set publicUrl=https://sso.example.cn" .Values.publicUrl | quote }} }
- { name: DATABASE_URL_FILE, value: {{ if .Values.database.cluster }}/secrets/database/uri{{ else }}/secrets/settings/database-url{{ end }} }
- { name: SMTP_URL_FILE, value: /secrets/settings/smtp-url }
- { name: SMS_URL_FILE, value: /secrets/settings/sms-url }
- { name: METRICS_TOKEN_FILE, value: /secrets/settings/metrics-token }
- { name: DATA_DIR, value: /data }
{{- if .Values.database.cluster }}
{{- range $name, $size := dict "DATABASE_DISK" .Values.database.storage "DATABASE_LOG_DISK" .Values.database.walStorage }}
{{- /* Sizes that are written otherwise, such as 1.5Ti, are left out. */}}
{{- if regexMatch "^[1-9][0-9]{0,5}[MGT]i?$" $size }}
- { name: {{ $name }}, value: {{ $size | quote }} }
{{- end }}
{{- end }}
{{- end }}
{{- range $name, $value := .Values.env }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}

{{- define "cloud.mounts" -}}
- { name: keys, mountPath: /keys, readOnly: true }
- { name: settings, mountPath: /secrets/settings, readOnly: true }
{{- if .Values.database.cluster }}
- { name: database, mountPath: /secrets/database, readOnly: true }
{{- end }}
- { name: data, mountPath: /data }
- { name: tmp, mountPath: /tmp }
{{- end }}

{{- define "cloud.volumes" -}}
- { name: keys, secret: { secretName: {{ .Values.secrets.keys }}, defaultMode: 0440 } }
- name: settings
  secret:
    secretName: {{ .Values.secrets.settings }}
    defaultMode: 0440
    items:
      - { key: smtp-url, path: smtp-url }
      - { key: sms-url, path: sms-url }
      - { key: metrics-token, path: metrics-token }
      {{- if not .Values.database.cluster }}
      - { key: database-url, path: database-url }
      {{- end }}
{{- if .Values.database.cluster }}
- { name: database, secret: { secretName: {{ .Release.Name }}-db-user, defaultMode: 0440 } }
{{- end }}
- { name: data, emptyDir: { sizeLimit: 1Gi } }
- { name: tmp, emptyDir: { sizeLimit: 256Mi } }
{{- end }}
