overview = Resumen
rooms = Salas
skip = Ir al contenido
language = Idioma
theme = Colores: { $name }
theme-auto = como el sistema
theme-light = claros
theme-dark = oscuros
retry = Reintentar
ago = hace { $span }

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
range-1h = 1 h
range-24h = 24 h
range-7d = 7 d
range-30d = 30 d
quantity = Magnitud
chart = gráfico
chart-title = { $quantity }, { $room }
chart-measured = Medido
chart-forecast = Previsión, banda del { $share }
chart-forecast-point = previsión { $value } (de { $low } a { $high })
chart-now = ahora
chart-gap = sin datos
chart-keys = Las flechas leen los valores.
chart-loading = Cargando …
chart-empty = No se midió nada en este periodo.
chart-failed = No se puede cargar el historial.
table-show = Mostrar como tabla
table-time = Hora
table-forecast = Previsión
table-low = Bajo
table-high = Alto

actions = Qué hacer ahora
actions-none = No hay nada que hacer.
action-acknowledged = Confirmado.
action-raised = Propuesto a las { $time }.
action-confidence = Confianza: { $share }.
done = Hecho
acknowledge = Confirmar
snooze = Posponer { $minutes } min
why = ¿Por qué?
feedback-failed = No se ha guardado: { $reason }
advice-open_window = Abrir la ventana: { $room }
because-co2_forecast_above = { $quantity } está en { $value } y se prevé que alcance { $forecast } en { $within_s }; el límite es { $limit }.
because-co2_above = { $quantity } está en { $value }, por encima del límite de { $limit }.
expected = Se espera: { $quantity } en { $value } en { $span }.
note-outdoor_unknown = El aire exterior no se mide.

alerts = Alertas
alert-since = Desde { $time }.
alert-acknowledged = Confirmada.
because-quantity_above = { $quantity } está en { $value }, por encima de { $limit }.
because-device_offline = { $device } calla desde { $last_seen_at }.

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
