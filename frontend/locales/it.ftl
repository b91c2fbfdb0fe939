overview = Panoramica
rooms = Stanze
skip = Vai al contenuto
language = Lingua
theme = Colori: { $name }
theme-auto = come il sistema
theme-light = chiari
theme-dark = scuri
retry = Riprova
ago = { $span } fa

notices = Avvertenze
banner-demo = Dimostrazione: queste stanze sono registrate o simulate, non sono le vostre.
banner-open = Chiunque su questa rete può leggere e scrivere qui.
banner-lost = Nessuna connessione: ciò che vedete è delle { $time }.
banner-unreachable = Il server non è raggiungibile. Questa pagina continua a provare.

connection-connecting = Connessione
connection-websocket = In diretta · WebSocket
connection-long_polling = In diretta · richiesta lunga
connection-polling = Richiesta ogni 3 s
connection-offline = Non in linea dalle { $time }
connection-stopped = Disconnesso
detail-latency = Andata e ritorno
detail-heard = Ultimo messaggio
detail-resumed = Ultima ripresa
detail-frames = Messaggi ricevuti
detail-point = Ricevuto fino al n.
detail-trying = Si sta provando
resumed-memory = nulla è mancato
resumed-stream = nulla è mancato
resumed-snapshot = tutto è stato ricaricato
resumed-reset = tutto è stato ricaricato
trying-stopped = niente: disconnesso qui
trying-refused = niente WebSocket: il server l’ha rifiutato ({ $reason })
trying-told = WebSocket tra { $span }, come chiede il server ({ $reason })
trying-nothing = niente, va tutto bene
trying-websocket = WebSocket, tentativo { $attempt }
trying-later = WebSocket tra { $span }, tentativo { $attempt }
reconnect = Riconnetti

headline-air = { $room }: bisogna arieggiare.
headline-now = { $quantity } è a { $value }.
headline-forecast = { $quantity } è a { $value } e si prevede che raggiunga { $forecast } verso le { $time }.
headline-worst = { $room }: aria { $level }.
headline-because = { $others ->
    [0] { $what } ne limita il punteggio.
    [one] { $what } ne limita il punteggio; un’altra stanza non va bene.
   *[other] { $what } ne limita il punteggio; altre { $others } stanze non vanno bene.
  }
headline-good = L’aria è buona ovunque.
headline-some-silent = { $count ->
    [one] Una stanza non invia nulla.
   *[other] { $count } stanze non inviano nulla.
  }
headline-silent = Al momento non si sente alcun sensore.

level-excellent = Eccellente
level-good = Buona
level-fair = Discreta
level-poor = Cattiva
level-severe = Grave
level-offline = Non in linea
trend-improving = migliora
trend-worsening = peggiora
trend-stable = stabile
tile-limited = Limitata da { $what }
tile-nothing = Niente da migliorare
tile-unscored = Nulla di misurato ha una scala
tile-silent = Nessun dato da { $span }, vista alle { $time }
tile-never = Mai sentita
empty-title = Ancora nessuna stanza
empty-how = Inviate una prima misura e la sua stanza apparirà qui:

range = Periodo
range-live = Diretta
range-1h = 1 h
range-24h = 24 h
range-7d = 7 g
range-30d = 30 g
quantity = Grandezza
chart = grafico
chart-title = { $quantity }, { $room }
chart-measured = Misurato
chart-forecast = Previsione, banda del { $share }
chart-forecast-point = previsione { $value } (da { $low } a { $high })
chart-now = ora
chart-gap = nessun dato
chart-keys = Le frecce leggono i valori.
chart-loading = Caricamento …
chart-empty = In questo periodo non è stato misurato nulla.
chart-failed = Lo storico non può essere caricato.
table-show = Mostra come tabella
table-time = Ora
table-forecast = Previsione
table-low = Basso
table-high = Alto

actions = Che cosa fare ora
actions-none = Non c’è niente da fare.
action-acknowledged = Preso in carico.
action-raised = Proposto alle { $time }.
action-confidence = Confidenza: { $share }.
done = Fatto
acknowledge = Prendi in carico
snooze = Rinvia di { $minutes } min
why = Perché?
feedback-failed = Non è stato registrato: { $reason }
advice-open_window = Aprire la finestra: { $room }
because-co2_forecast_above = { $quantity } è a { $value } e si prevede che raggiunga { $forecast } entro { $within_s }; il limite è { $limit }.
because-co2_above = { $quantity } è a { $value }, sopra il limite di { $limit }.
expected = Atteso: { $quantity } a { $value } entro { $span }.
note-outdoor_unknown = L’aria esterna non è misurata.

alerts = Avvisi
alert-since = Dalle { $time }.
alert-acknowledged = Preso in carico.
because-quantity_above = { $quantity } è a { $value }, sopra { $limit }.
because-device_offline = { $device } tace dalle { $last_seen_at }.

place = Nuovi dispositivi
place-how = Questi sensori non dicono dove si trovano.
place-site = Sede
place-room = Stanza
place-submit = Colloca
place-failed = Il dispositivo non può essere collocato: { $reason }

quantity-co2_ppm = CO₂
quantity-pm1_ugm3 = PM1
quantity-pm25_ugm3 = PM2,5
quantity-pm10_ugm3 = PM10
quantity-tvoc_ppb = COV
quantity-tvoc_ugm3 = COV
quantity-voc_index = indice COV
quantity-nox_index = indice NOx
quantity-co_ppm = monossido di carbonio
quantity-no2_ppb = biossido di azoto
quantity-o3_ppb = ozono
quantity-hcho_ugm3 = formaldeide
quantity-radon_bqm3 = radon
quantity-temperature_c = temperatura
quantity-humidity_pct = umidità
quantity-pressure_hpa = pressione
quantity-noise_dba = rumore
quantity-light_lux = luce
quantity-occupancy = persone
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
short-radon_bqm3 = Radon
short-temperature_c = °C
short-humidity_pct = % UR
short-pressure_hpa = hPa
short-noise_dba = dB(A)
short-light_lux = lux
short-occupancy = pers.
