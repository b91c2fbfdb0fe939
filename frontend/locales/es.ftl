pages = Páginas
page-overview = Resumen
page-rooms = Salas
page-alerts = Alertas
page-forecasts = Previsiones
page-devices = Dispositivos
page-system = Sistema
page-settings = Ajustes
skip = Ir al contenido
language = Idioma
theme = Colores: { $name }
theme-auto = como el sistema
theme-light = claros
theme-dark = oscuros
retry = Reintentar

notices = Avisos
banner-demo = Demostración: estas salas están grabadas o simuladas, no son las suyas.
banner-open = Cualquier persona de esta red puede leer y escribir aquí.
banner-lost = Sin conexión: lo que ve es de las { $time }.
banner-unreachable = No se puede acceder al servidor. Esta página lo sigue intentando.

connection-connecting = Conectando
connection-websocket = En vivo · WebSocket
connection-long_polling = En vivo · consulta larga
connection-polling = Consulta cada 3 s
connection-offline = Sin conexión desde { $time }
connection-stopped = Desconectado
detail-latency = Ida y vuelta
detail-heard = Último mensaje
detail-resumed = Última reanudación
detail-frames = Mensajes recibidos
detail-point = Recibido hasta el n.º
detail-trying = Se está probando
resumed-memory = no faltó nada
resumed-stream = no faltó nada
resumed-snapshot = se cargó todo de nuevo
resumed-reset = se cargó todo de nuevo
trying-stopped = nada: desconectado aquí
trying-refused = sin WebSocket: el servidor lo rechazó ({ $reason })
trying-told = WebSocket en { $span }, como pidió el servidor ({ $reason })
trying-nothing = nada, todo va bien
trying-websocket = WebSocket, intento { $attempt }
trying-later = WebSocket en { $span }, intento { $attempt }
reconnect = Reconectar

headline-air = { $room }: hay que ventilar.
headline-now = { $quantity } está en { $value }.
headline-forecast = { $quantity } está en { $value } y se prevé que alcance { $forecast } hacia las { $time }.
headline-worst = { $room }: aire { $level }.
headline-because = { $others ->
    [0] { $what } limita su puntuación.
    [one] { $what } limita su puntuación; otra sala no está bien.
   *[other] { $what } limita su puntuación; otras { $others } salas no están bien.
  }
headline-good = El aire es bueno en todas partes.
headline-some-silent = { $count ->
    [one] Una sala no envía nada.
   *[other] { $count } salas no envían nada.
  }
headline-silent = Ahora mismo no se oye ningún sensor.

level-excellent = Excelente
level-good = Bueno
level-fair = Regular
level-poor = Malo
level-severe = Grave
level-offline = Sin conexión
trend-improving = mejora
trend-worsening = empeora
trend-stable = estable
tile-limited = Limitado por { $what }
tile-nothing = Nada que mejorar
tile-unscored = Nada de lo medido tiene escala
tile-silent = Sin datos desde hace { $span }, visto a las { $time }
tile-never = Nunca oído
empty-title = Aún no hay salas
empty-how = Envíe una primera medida y su sala aparecerá aquí:

range = Periodo
range-live = En vivo
range-now = Ahora
range-1h = 1 h
range-24h = 24 h
range-7d = 7 d
range-30d = 30 d
span = Desde – hasta
span-from = Desde
span-to = Hasta
span-show = Mostrar
span-wrong = El final debe ser posterior al principio.
quantity = Magnitud
chart = gráfico
chart-title = { $quantity }, { $room }
chart-measured = Medido
chart-forecast = Previsión, banda del { $share }
chart-forecast-point = previsión { $value } (de { $low } a { $high })
chart-now = ahora
chart-gap = sin datos
chart-bands = Franjas:
chart-alert = Alerta de { $from } a { $to }
chart-alert-open = Alerta desde { $from }
chart-keys = Las flechas leen los valores.
chart-loading = Cargando …
chart-empty = No se midió nada en este periodo.
chart-failed = No se puede cargar el historial.
table-show = Mostrar como tabla
table-time = Hora
table-forecast = Previsión
table-low = Bajo
table-high = Alto

# Sites and their clocks, a screen on a wall, notices, print
theme-contrast = alto contraste
times-in = Zona horaria: { $zone }
printed = Impreso { $time }
notices-ask = Avisarme de las alertas
notices-wanted = Mientras esta pestaña no esté a la vista, se avisará de las alertas que empiecen.
notices-unwanted = Se puede avisar de las alertas que empiecen mientras esta pestaña no esté a la vista.
notices-denied = Este navegador no permite aquí las notificaciones; puede cambiarse en sus ajustes.
notices-insecure = Las notificaciones necesitan https, o esta página en la propia máquina (localhost).
notices-absent = Este navegador no tiene notificaciones para páginas.
site-all = Todos los sitios
room-outdoors = Exterior
score-occupied = Solo cuentan las horas de ocupación: { $days }, { $start }–{ $end }.
score-unoccupied = En ellas no se esperaba a nadie aquí ({ $days }, { $start }–{ $end }).
rooms-more = { $count ->
    [one] Una sala más
   *[other] { $count } salas más
  }

room-other = Otra sala
room-show = Mostrar en su lugar
room-open = Abrir la sala
room-unknown = No hay ninguna sala { $room }.
room-others = Estas son las que hay:
compare = Comparar
compare-end = Dejar de comparar con { $room }
download = Descargar CSV
score-title = Por qué esta puntuación
score-how = Una sala vale lo que su peor magnitud; cada una empieza con 100 puntos.
score-silent = Ahora no se mide nada aquí.
score-value = Ahora
score-level = Nivel
score-cost = Cuesta
score-below = Con { $quantity } por debajo de { $limit }, el nivel sería «{ $level }».
score-above = Con { $quantity } por encima de { $limit }, el nivel sería «{ $level }».
score-day = Las últimas 24 horas

actions = Qué hacer ahora
actions-none = No hay nada que hacer.
action-acknowledged = Confirmado.
action-raised = Propuesto a las { $time }.
action-confidence = Confianza: { $share }.
done = Hecho
acknowledge = Confirmar
snooze = Más tarde
why = ¿Por qué?
feedback-failed = No se ha guardado: { $reason }
advice-open_window = Abrir la ventana: { $room }
advice-run_ventilation = Ventilar sin abrir la ventana: { $room }
advice-reduce_people = Reducir el número de personas: { $room }
advice-close_window = Mantener la ventana cerrada: { $room }
advice-run_purifier = Encender el purificador de aire: { $room }
advice-stop_source = Buscar la fuente y retirarla: { $room }
advice-dehumidify = Encender un deshumidificador: { $room }
advice-humidify = Humidificar el aire: { $room }
advice-heat = Subir la calefacción: { $room }
because-co2_forecast_above = { $quantity } está en { $value } y se prevé que alcance { $forecast } en { $within_s }; el límite es { $limit }.
because-co2_above = { $quantity } está en { $value }, por encima del límite de { $limit }.
because-quantity_forecast_above = { $quantity } está en { $value } y se prevé que alcance { $forecast } en { $within_s }; el límite es { $limit }.
because-quantity_below = { $quantity } está en { $value }, por debajo del límite de { $limit }.
because-quantity_forecast_below = { $quantity } está en { $value } y se prevé que baje a { $forecast } en { $within_s }; el límite es { $limit }.
expected = Se espera: { $quantity } en { $value } en { $span }.
expected-band = Se espera: { $quantity } en { $value } en unos { $span } (entre { $low } y { $high }).
expected-limit = Eso solo no basta para llegar al límite de { $limit }.
basis-measured = Calculado a partir de la renovación de aire medida aquí: { $rate } por hora.
basis-estimate = Es una estimación: la renovación de aire no se ha medido aquí.
note-outdoor_unknown = El aire exterior no se mide.
note-outdoor_dirtier = Hay más en el aire exterior: { $what }.
note-outdoor_cleaner = Hay menos en el aire exterior: { $what }.
note-outdoor_drier = El aire exterior es más seco: { $water } de agua por metro cúbico, frente a { $indoor } aquí.
note-outdoor_damper = El aire exterior no es más seco: { $water } de agua por metro cúbico, frente a { $indoor } aquí.
note-outdoor_cooler = Fuera hace más fresco: { $outdoor }.
note-outdoor_warmer = Fuera hace más calor: { $outdoor }.
note-window_open = La ventana ya está abierta.
realised-title = Qué resultó de ello
realised-in_band = { $room }: { $quantity } en { $value } al cabo de { $span }, como se prometió.
realised-sooner = { $room }: { $quantity } en { $value } al cabo de { $span }, antes de lo prometido.
realised-missed = { $room }: { $quantity } en { $value } al cabo de { $span }; se había prometido { $promised }.

alerts = Alertas
alert-since = Desde { $time }.
alert-acknowledged = Confirmada.
because-quantity_above = { $quantity } está en { $value }, por encima de { $limit }.
because-device_offline = { $device } calla desde { $last_seen_at }.
because-sensor_range = { $device } indica { $value } de { $quantity }: ningún aire es así. ¿Está dañado el sensor?
because-sensor_stuck = { $quantity } de { $device } está exactamente en { $value } desde { $since_at }: el sensor parece bloqueado. Reinícielo.
because-sensor_spike = { $device } indicó { $value } de { $quantity } una sola vez, a las { $since_at }, a diferencia de antes y después.
because-sensor_step = { $quantity } de { $device } saltó a { $value } a las { $since_at } y se quedó ahí. ¿Se ha movido el sensor?
because-sensor_dropout = { $device } no envía { $quantity } desde { $since_at }, aunque envía lo demás.

place = Dispositivos nuevos
place-how = Estos sensores no dicen dónde están.
place-site = Sitio
place-room = Sala
place-submit = Colocar
place-failed = No se pudo colocar el dispositivo: { $reason }

quantity-co2_ppm = CO₂
quantity-pm1_ugm3 = PM1
quantity-pm25_ugm3 = PM2,5
quantity-pm10_ugm3 = PM10
quantity-tvoc_ppb = COV
quantity-tvoc_ugm3 = COV
quantity-voc_index = índice COV
quantity-nox_index = índice NOx
quantity-co_ppm = monóxido de carbono
quantity-no2_ppb = dióxido de nitrógeno
quantity-o3_ppb = ozono
quantity-hcho_ugm3 = formaldehído
quantity-radon_bqm3 = radón
quantity-temperature_c = temperatura
quantity-humidity_pct = humedad
quantity-pressure_hpa = presión
quantity-noise_dba = ruido
quantity-light_lux = luz
quantity-occupancy = personas
short-co2_ppm = CO₂ ppm
short-pm1_ugm3 = PM1
short-pm25_ugm3 = PM2,5
short-pm10_ugm3 = PM10
short-tvoc_ppb = COV ppb
short-tvoc_ugm3 = COV µg
short-voc_index = COV
short-nox_index = NOx
short-co_ppm = CO ppm
short-no2_ppb = NO₂ ppb
short-o3_ppb = O₃ ppb
short-hcho_ugm3 = HCHO
short-radon_bqm3 = Radón
short-temperature_c = °C
short-humidity_pct = % HR
short-pressure_hpa = hPa
short-noise_dba = dB(A)
short-light_lux = lux
short-occupancy = pers.

items-title = Alertas y acciones
items-waiting-count = { $count ->
    [0] Nada requiere su atención.
    [one] Una cosa requiere su atención.
   *[other] { $count } cosas requieren su atención.
  }
items-waiting = Por atender
items-taken = Asumidas o aplazadas
items-over = Terminadas
items-none = Nada requiere su atención
items-none-now = No hay ninguna alerta activa ni nada que hacer; tampoco ha terminado nada en la última hora.
items-none-then = No hubo alertas ni acciones en este período.
items-none-match = Nada coincide con estos filtros
items-none-match-how = Elija un período más largo o quite los filtros.
items-failed = No se puede cargar lo terminado. Esta página lo sigue intentando.
items-cut = Hay más de lo que se puede mostrar: elija una sala o un período más corto.
items-more = Mostrar más ({ $count })
filter-place = Dónde
filter-everywhere = En todas partes
filter-kind = Qué
filter-state = Estado
filter-any = Cualquiera
filter-clear = Quitar los filtros
kind-alerts = Alertas
kind-actions = Acciones
state-firing = Activa
state-proposed = Propuesta
state-acknowledged = Vista
state-snoozed = Aplazada
state-done = Hecha
state-resolved = Resuelta
state-expired = Caducada
state-withdrawn = Retirada
item-ended = De { $from } a { $to }.
item-until = Aplazada hasta { $time }.
item-by = Por { $name }.
snooze-how-long = Aplazar cuánto tiempo

quality-title = Calidad de las previsiones
quality-day = Qué tan buenas fueron las previsiones de las últimas 24 horas.
quality-means = Qué significa
device = Sensor
horizon = Con cuánta antelación
quality-chart = { $quantity }: previsión a { $span }, y lo que ocurrió
quality-off = La previsión a { $span } se desvió { $mae } de media; suponer que nada cambia, { $no_change }.
change-better = Es un { $share } mejor que suponer que nada cambia.
change-same = Es más o menos tan bueno como suponer que nada cambia.
change-worse = Es un { $share } peor que suponer que nada cambia.
band-kept = El { $covered } de lo medido quedó dentro de la banda; se había prometido el { $promised }.
band-narrow = Solo el { $covered } de lo medido quedó dentro de la banda; se había prometido el { $promised }: es demasiado estrecha.
band-wide = El { $covered } de lo medido quedó dentro de la banda; se había prometido el { $promised }: es más ancha de lo necesario.
quality-count = { $count ->
    [one] Esto se basa en una previsión.
   *[other] Esto se basa en { $count } previsiones.
  }
quality-few = { $count ->
    [0] Todavía no ha vencido ni se ha comparado ninguna previsión de este tipo: no se puede decir qué tan buenas son.
    [one] Hasta ahora solo se ha comparado una previsión de este tipo: muy poco para decir qué tan buenas son.
   *[other] Hasta ahora solo se han comparado { $count } previsiones de este tipo: muy pocas para decir qué tan buenas son.
  }
quality-line = Previsión { $span } antes, banda del { $share }
quality-none = Aquí no se previó nada en el último día.
quality-failed = No se pueden cargar las previsiones.
errors-title = Errores observados, últimas 24 horas
errors-ahead = Antelación
errors-mae = Desviación
errors-no-change = Desviación sin cambio
errors-skill = Ganancia
errors-covered = En la banda
errors-count = Previsiones
errors-how = Desviación: error absoluto medio. Ganancia: cuánto menor es que con «sin cambio»; bajo cero es mayor. La banda promete el { $share }.
models-title = Los modelos de los que se componen
models-how = Error absoluto medio que cada uno habría cometido para { $quantity }.
model = Modelo
model-mix = La mezcla, tal como se previó
model-no_change = Sin cambio
model-online-10 = Regresión aprendida aquí, poco regularizada
model-online-100 = Regresión aprendida aquí, muy regularizada
model-trees = Árboles de fábrica
model-local = Árboles ajustados a este sitio

edit = Editar
close = Cerrar
save = Guardar
copy = Copiar
search = Buscar
progress-saving = Guardando …
progress-saved = Guardado.
copy-command = Copiar: { $name }
copy-copied = Copiado
copy-selected = Seleccionado: copie con Ctrl+C

devices-sentence = { $count ->
    [one] Un dispositivo: { $found }.
   *[other] { $count } dispositivos: { $found }.
  }
devices-well = todo va bien
devices-faulty = { $count } con fallo
devices-silent = { $count } en silencio
devices-unplaced = { $count } sin sala
devices-empty = Aún no se ha oído ninguno.
devices-none = Ningún dispositivo coincide.
devices-more = { $count ->
    [one] Mostrar uno más
   *[other] Mostrar { $count } más
  }
devices-failed = No se puede cargar la lista de dispositivos: { $reason }
filter = Qué dispositivos
filter-all = Todos ({ $count })
filter-wanting = A revisar ({ $count })
filter-retired = Retirados ({ $count })
column-device = Dispositivo
column-room = Sala
column-heard = Visto
column-interval = Intervalo
column-latest = Últimos valores
device-live = En vivo
device-silent = En silencio
device-faulty = Con fallo
device-unplaced = Sin sala
device-nowhere = aún sin sala
device-retired = Retirado
device-never = Nunca
device-name = Nombre
device-unplaced-how = Sus medidas no dicen dónde está. Dele una sala; lo que envió antes se queda donde estaba.
device-placed-here = Colocado en { $room } en esta página. Para moverlo, nombre otra sala; lo medido se queda donde estaba.
device-places-itself = Sus propias medidas dicen que está en { $room }: cámbielo en el dispositivo.
device-retire = Retirar
device-retire-how = Las páginas ocultan un dispositivo retirado; su historial queda.
device-return = Recuperar
device-failed = No se guardó: { $reason }
device-conflict = Otra persona guardó este dispositivo entretanto. Lo que escribió sigue aquí.
device-theirs = Su versión: { $saved }.
device-save-mine = Guardar la mía
device-take-theirs = Tomar la suya
device-offset-wrong = No es un número: { $quantity }
calibration = Calibración
calibration-how = Se suma a cada medida a partir de ahora. El valor enviado se conserva al lado.
calibration-sent = Enviado
calibration-offset = Corrección
calibration-shown = Guardado
calibration-of = Corrección de { $quantity } en { $unit }
silences = Huecos de las últimas 24 horas
silences-none = Ninguno.
silences-some = { $count ->
    [one] Un hueco, { $span }.
   *[other] { $count } huecos, { $span } en total.
  }
silence = { $from } – { $to }, { $span }

connect = Conectar un dispositivo
connect-how = Escriba un identificador y haga que el dispositivo, o esta máquina, envíe uno de estos. Sitio y sala pueden quedar vacíos: se puede colocar más tarde.
connect-id = Identificador
connect-waiting = En espera
connect-type = Escriba un identificador: su primera medida se anuncia aquí.
connect-until = A la espera de la primera medida de { $id } …
connect-taken = Ya hay un { $id } ({ $room }). En otra sala el mismo identificador es otro dispositivo.
connect-arrived = La primera medida de { $id } ha llegado ({ $room }).
connect-closed = Por ahora solo puede enviar esta máquina; IAQ_BIND e IAQ_OPEN admiten a otras.
connect-silent = ¿No llega nada? Lo rechazado y por qué:

system-well = Todo funciona.
system-wrong = { $count ->
    [one] Una cosa va mal.
   *[other] { $count } cosas van mal.
  }
system-old = Sin respuesta: lo que ve es de las { $time }.
problems = Qué hacer
urgency-severe = Ahora
urgency-poor = Pronto
urgency-fair = Nota
problem-away-nginx = Nadie responde en esta dirección.
problem-away-gateway = El servicio gateway no está: las páginas no van en vivo.
problem-away-nats = El bus de mensajes no está.
problem-away-ingest = El servicio ingest no está: no entran medidas.
problem-away-store = El servicio store no está: ni historial ni exportaciones.
problem-away-predictor = El servicio predictor no está: ni previsiones, ni acciones, ni alertas nuevas.
problem-waiting = { $service } no está listo: { $reason }
problem-disk-full = El disco está casi lleno: se rechazan medidas.
problem-disk-low = El disco se está llenando.
problem-bus-full = El flujo está lleno: se rechazan medidas.
problem-bus-filling = El flujo se está llenando.
problem-behind = El servicio store se retrasa: los gráficos tardan, el directo va bien.
problem-catching-up = El servicio store se pone al día.
problem-backup-none = Aún no hay copia de seguridad.
problem-backup-old = La última copia tiene más de una semana.
problem-lagging = Algunos navegadores reciben solo lo último de cada dispositivo.
problem-refused = Se están rechazando medidas.
todo-away-nginx = Inícielo con make up; esta página lo sigue intentando. Lo que mostró dice por qué terminó.
todo-away-gateway = Los dispositivos no notan nada. Se reinicia solo; si no vuelve, las últimas líneas de gateway.log dicen por qué.
todo-away-nats = Se pide a los dispositivos que reenvíen. Se reinicia solo; si no puede, la última línea de nats.log dice por qué.
todo-away-ingest = Se pide a los dispositivos HTTP que reenvíen; lo que llega por NATS y MQTT espera. Se reinicia solo; si no, ingest.log dice por qué.
todo-away-store = No se pierde nada, las medidas esperan en el flujo. Se reinicia solo; si no, store.log dice por qué.
todo-away-predictor = Las medidas se guardan y se muestran. Se reinicia solo; si no, predictor.log dice por qué.
todo-waiting = Un arranque tarda hasta un minuto. Si dura, las últimas líneas del registro del servicio dicen por qué.
todo-disk-full = Libere espacio o mueva IAQ_DATA_DIR. Se reanuda solo.
todo-disk-low = Libere espacio: por debajo del 5 % libre se rechazan medidas.
todo-bus-full = El servicio store va con retraso o su base no está: repárelo (store.log), el resto se reanuda solo. Nada aceptado se pierde.
todo-bus-filling = La base va con retraso o es demasiado lenta; el servicio store hace sitio en cuanto se pone al día.
todo-behind = Si sigue creciendo, el disco es demasiado lento.
todo-catching-up = Nada que hacer: tras un corte es normal.
todo-backup-none = Haga una mientras todo funciona: .venv/bin/iaqverse backup ARCHIVO. InfluxDB tiene la suya: influx backup.
todo-backup-old = Ponga .venv/bin/iaqverse backup en cron.
todo-lagging = Si dura, su red es demasiado lenta o esta máquina está muy ocupada. Sus gráficos están completos igualmente.
todo-refused = Un dispositivo envía algo imposible. El motivo: nats --context iaqverse sub 'iaq.rejected.>'
services = Servicios
column-service = Servicio
column-state = Estado
column-replicas = Réplicas
state-up = En marcha
state-waiting = No listo
state-away = Ausente
service-nats = lleva y conserva cada mensaje
service-ingest = recibe las medidas de los dispositivos
service-store = guarda el historial
service-predictor = prevé, aconseja, vigila
service-gateway = sirve páginas y herramientas
figure-bus = Flujo ocupado
figure-disk = Disco ocupado
figure-store = Mensajes por guardar
figure-messages = Mensajes entrantes
figure-clients = Navegadores y herramientas
figure-backup = Última copia
figure-of = { $part } de { $whole }
figure-size = Base: { $size }.
figure-devices = { $count ->
    [one] Un dispositivo; { $free } libres.
   *[other] { $count } dispositivos; { $free } libres.
  }
figure-rate = { $rate }/s
figure-delivered = Salientes: { $rate }, { $bytes }/s.
figure-counting = Contando …
figure-sockets = { $sockets } WebSocket, { $polls } long polling; gateways: { $gateways }.
figure-never = Nunca
figure-backup-how = iaqverse backup ARCHIVO
figure-unknown = Nadie a quien preguntar.

# The settings page
settings-intro = El edificio, las salas y los umbrales son de todos; la última parte es solo de este navegador.
settings-on-page = En esta página
settings-building = Edificio
settings-sites = Sitios y salas
settings-limits = Umbrales
settings-limits-how = Una sala se puntúa según su perfil o, si no tiene, según el de la instalación.
settings-profile-shown = Ver
settings-profile-copy = Copiar en un perfil propio
settings-profile-copy-of = Copia de { $name }
settings-profile-remove = Eliminar este perfil
settings-profile-read = Los perfiles de fábrica no cambian; una copia sí se puede cambiar.
settings-source = Tomado de
settings-limits-change = Cambiar
settings-limits-change-of = Cambiar { $quantity }
settings-limits-reset = Como por defecto
settings-limits-reset-of = Como por defecto: { $quantity }
settings-limit-upper = { $quantity }, { $level } hasta
settings-limit-from = { $quantity }, { $level } desde
settings-limit-to = { $quantity }, { $level } hasta
settings-wrong-rising = Cada umbral debe superar al anterior; el primero, a 0.
settings-wrong-nested = Cada par debe rodear al anterior.
settings-browser = Este navegador
settings-browser-how = Se guarda al momento, y solo aquí.
settings-name = Nombre
settings-kind = Tipo
settings-order = Orden
settings-timezone = Zona horaria
settings-timezone-how = Vacío: la de la máquina del sistema.
settings-timezone-now = Allí son las { $time }.
settings-null-timezone = la de la máquina
settings-no-rooms = Aún no hay salas. Añada una abajo, o deje que un dispositivo envíe su primera medida: su sala aparecerá aquí por sí sola.
settings-up = Subir { $room }
settings-down = Bajar { $room }
settings-order-is = { $room } es ahora el n.º { $place } de { $count }.
settings-kind-room = Sala
settings-kind-classroom = Aula
settings-kind-office = Oficina
settings-kind-meeting_room = Sala de reuniones
settings-kind-living_room = Salón
settings-kind-bedroom = Dormitorio
settings-kind-kitchen = Cocina
settings-kind-bathroom = Baño
settings-kind-corridor = Pasillo
settings-kind-outdoor = Exterior
settings-profile = Umbrales
settings-null-profile = los de toda la instalación
settings-profile-default = Umbrales de la instalación
settings-occupied = Cuándo hay personas
settings-null-occupied = Siempre
settings-occupied-hours = A estas horas
settings-days = Días
settings-from = Desde
settings-until = Hasta (00:00: medianoche)
settings-plan = Lugar en el plano
settings-null-plan = se coloca por sí sola
settings-plan-here = Aquí
settings-x_m = Desde la izquierda, m
settings-y_m = Desde arriba, m
settings-width_m = Anchura, m
settings-depth_m = Fondo, m
settings-floor = Planta
settings-floor-of = Planta { $floor }
settings-plan-title = Plano
settings-plan-is = { $x } m desde la izquierda, { $y } m desde arriba, { $width } × { $depth } m, planta { $floor }
settings-plan-how = Arrastre una sala, o elíjala y use las flechas (medio metro cada una); con Mayús cambian su tamaño. Las salas discontinuas se colocan por sí solas.
settings-modules = Equipamiento
settings-modules-none = Nada todavía.
settings-module-window = Ventana
settings-module-door = Puerta
settings-module-ventilation = Ventilación
settings-module-radiator = Radiador
settings-module-purifier = Purificador de aire
settings-module-new = Añadir
settings-add = Añadir
settings-remove = Quitar
settings-remove-of = Quitar { $name }
settings-room-new = Añadir una sala
settings-room-new-how = Para una sala que aún no tiene dispositivo, también de otro sitio. Se guarda al momento.
settings-room-remove = Quitar esta sala
settings-room-remove-how = No tiene dispositivo.
settings-theme = Colores
settings-units = Temperatura
settings-saving = Cambios sin guardar
settings-unsaved = { $count ->
    [one] Un cambio aún no está guardado.
   *[other] { $count } cambios aún no están guardados.
  }
settings-discard = Descartar
settings-joined = Guardado, junto con lo que otra persona cambió entretanto.
settings-failed = No se guardó: { $reason }
settings-refused = { $count ->
    [one] el servidor rechazó una cosa
   *[other] el servidor rechazó { $count } cosas
  }
settings-disputed = Otra persona cambió lo mismo: elija arriba y luego guarde.
settings-conflicts = Dos personas cambiaron lo mismo
settings-conflicts-how = Nada suyo se ha perdido. Elija qué debe quedar y luego guarde.
settings-mine = Conservar lo mío: { $value }
settings-theirs = Tomar lo suyo: { $value }
settings-of = { $thing }: { $field }
settings-absent = quitado
settings-present = presente
settings-wrong = Algo de arriba no se puede guardar así.
settings-wrong-empty = Hace falta un nombre.
settings-wrong-days = Elija al menos un día.
settings-wrong-hours = El final debe ser posterior al principio.
settings-wrong-number = Un número de { $low } a { $high }.
settings-wrong-whole = Un número entero de { $low } a { $high }.
