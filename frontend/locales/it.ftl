pages = Pagine
page-overview = Panoramica
page-rooms = Stanze
page-alerts = Avvisi
page-forecasts = Previsioni
page-devices = Dispositivi
page-system = Sistema
page-settings = Impostazioni
skip = Vai al contenuto
language = Lingua
theme = Colori: { $name }
theme-auto = come il sistema
theme-light = chiari
theme-dark = scuri
retry = Riprova

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
range-now = Ora
range-1h = 1 h
range-24h = 24 h
range-7d = 7 g
range-30d = 30 g
span = Da – a
span-from = Da
span-to = A
span-show = Mostrare
span-wrong = La fine deve venire dopo l’inizio.
quantity = Grandezza
chart = grafico
chart-title = { $quantity }, { $room }
chart-measured = Misurato
chart-forecast = Previsione, banda del { $share }
chart-forecast-point = previsione { $value } (da { $low } a { $high })
chart-now = ora
chart-gap = nessun dato
chart-bands = Fasce:
chart-alert = Avviso dalle { $from } alle { $to }
chart-alert-open = Avviso dalle { $from }
chart-keys = Le frecce leggono i valori.
chart-loading = Caricamento …
chart-empty = In questo periodo non è stato misurato nulla.
chart-failed = Lo storico non può essere caricato.
table-show = Mostra come tabella
table-time = Ora
table-forecast = Previsione
table-low = Basso
table-high = Alto

# Sites and their clocks, a screen on a wall, notices, print
theme-contrast = contrasto elevato
times-in = Fuso orario: { $zone }
printed = Stampato { $time }
notices-ask = Notificami gli avvisi
notices-wanted = Mentre questa scheda non è in vista, i nuovi avvisi vengono notificati.
notices-unwanted = I nuovi avvisi possono essere notificati mentre questa scheda non è in vista.
notices-denied = Questo browser non consente notifiche qui: lo si cambia nelle sue impostazioni.
notices-insecure = Le notifiche richiedono https, o questa pagina sulla macchina stessa (localhost).
notices-absent = Questo browser non ha notifiche per le pagine.
site-all = Tutte le sedi
room-outdoors = All’aperto
score-occupied = Contano solo le ore di presenza: { $days }, { $start }–{ $end }.
score-unoccupied = In queste ore qui non era atteso nessuno ({ $days }, { $start }–{ $end }).
rooms-more = { $count ->
    [one] Un’altra stanza
   *[other] Altre { $count } stanze
  }

room-other = Altra stanza
room-show = Mostrare al suo posto
room-open = Aprire la stanza
room-unknown = Non c’è nessuna stanza { $room }.
room-others = Ecco quelle che ci sono:
compare = Confrontare
compare-end = Non confrontare più con { $room }
download = Scaricare CSV
score-title = Perché questo punteggio
score-how = Una stanza vale quanto la sua grandezza peggiore; ognuna parte da 100 punti.
score-silent = Al momento qui non si misura nulla.
score-value = Ora
score-level = Livello
score-cost = Costa
score-below = Con { $quantity } sotto { $limit }, il livello sarebbe «{ $level }».
score-above = Con { $quantity } sopra { $limit }, il livello sarebbe «{ $level }».
score-day = Le ultime 24 ore

actions = Che cosa fare ora
actions-none = Non c’è niente da fare.
action-acknowledged = Preso in carico.
action-raised = Proposto alle { $time }.
action-confidence = Confidenza: { $share }.
done = Fatto
acknowledge = Prendi in carico
snooze = Più tardi
why = Perché?
feedback-failed = Non è stato registrato: { $reason }
advice-open_window = Aprire la finestra: { $room }
advice-run_ventilation = Ventilare senza aprire la finestra: { $room }
advice-reduce_people = Ridurre il numero di persone: { $room }
advice-close_window = Tenere chiusa la finestra: { $room }
advice-run_purifier = Accendere il purificatore d’aria: { $room }
advice-stop_source = Trovare la fonte e allontanarla: { $room }
advice-dehumidify = Accendere un deumidificatore: { $room }
advice-humidify = Umidificare l’aria: { $room }
advice-heat = Alzare il riscaldamento: { $room }
because-co2_forecast_above = { $quantity } è a { $value } e si prevede che raggiunga { $forecast } entro { $within_s }; il limite è { $limit }.
because-co2_above = { $quantity } è a { $value }, sopra il limite di { $limit }.
because-quantity_forecast_above = { $quantity } è a { $value } e si prevede che raggiunga { $forecast } entro { $within_s }; il limite è { $limit }.
because-quantity_below = { $quantity } è a { $value }, sotto il limite di { $limit }.
because-quantity_forecast_below = { $quantity } è a { $value } e si prevede che scenda a { $forecast } entro { $within_s }; il limite è { $limit }.
expected = Atteso: { $quantity } a { $value } entro { $span }.
expected-band = Atteso: { $quantity } a { $value } entro circa { $span } (tra { $low } e { $high }).
expected-limit = Da solo non basta per arrivare al limite di { $limit }.
basis-measured = Calcolato dal ricambio d’aria misurato qui: { $rate } all’ora.
basis-estimate = È una stima: il ricambio d’aria qui non è stato misurato.
note-outdoor_unknown = L’aria esterna non è misurata.
note-outdoor_dirtier = Nell’aria esterna ce n’è di più: { $what }.
note-outdoor_cleaner = Nell’aria esterna ce n’è di meno: { $what }.
note-outdoor_drier = L’aria esterna è più secca: { $water } d’acqua per metro cubo, contro { $indoor } qui.
note-outdoor_damper = L’aria esterna non è più secca: { $water } d’acqua per metro cubo, contro { $indoor } qui.
note-outdoor_cooler = Fuori fa più fresco: { $outdoor }.
note-outdoor_warmer = Fuori fa più caldo: { $outdoor }.
note-window_open = La finestra è già aperta.
realised-title = Che cosa ne è venuto
realised-in_band = { $room }: { $quantity } a { $value } dopo { $span }, come promesso.
realised-sooner = { $room }: { $quantity } a { $value } dopo { $span }, prima di quanto promesso.
realised-missed = { $room }: { $quantity } a { $value } dopo { $span }; era stato promesso { $promised }.

alerts = Avvisi
alert-since = Dalle { $time }.
alert-acknowledged = Preso in carico.
because-quantity_above = { $quantity } è a { $value }, sopra { $limit }.
because-device_offline = { $device } tace dalle { $last_seen_at }.
because-sensor_range = { $device } indica { $value } per { $quantity }: nessuna aria è così. Il sensore è danneggiato?
because-sensor_stuck = { $quantity } di { $device } è esattamente a { $value } dalle { $since_at }: il sensore sembra bloccato. Riavviatelo.
because-sensor_spike = { $device } ha indicato { $value } per { $quantity } una sola volta, alle { $since_at }, diversamente da prima e dopo.
because-sensor_step = { $quantity } di { $device } è saltato a { $value } alle { $since_at } ed è rimasto lì. Il sensore è stato spostato?
because-sensor_dropout = { $device } non invia { $quantity } dalle { $since_at }, ma invia il resto.

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

items-title = Avvisi e azioni
items-waiting-count = { $count ->
    [0] Niente richiede la sua attenzione.
    [one] Una cosa richiede la sua attenzione.
   *[other] { $count } cose richiedono la sua attenzione.
  }
items-waiting = Da gestire
items-taken = Prese in carico o rimandate
items-over = Concluse
items-none = Niente richiede la sua attenzione
items-none-now = Nessun avviso è attivo e non c’è nulla da fare; neanche nell’ultima ora si è concluso qualcosa.
items-none-then = In questo periodo non ci sono stati avvisi né azioni.
items-none-match = Niente corrisponde a questi filtri
items-none-match-how = Scelga un periodo più lungo o tolga i filtri.
items-failed = Non si può caricare quanto è concluso. Questa pagina continua a provare.
items-cut = C’è più di quanto si possa mostrare: scelga una stanza o un periodo più breve.
items-more = Mostra altro ({ $count })
filter-place = Dove
filter-everywhere = Ovunque
filter-kind = Cosa
filter-state = Stato
filter-any = Qualsiasi
filter-clear = Togli i filtri
kind-alerts = Avvisi
kind-actions = Azioni
state-firing = Attivo
state-proposed = Proposta
state-acknowledged = Presa visione
state-snoozed = In pausa
state-done = Fatta
state-resolved = Risolto
state-expired = Scaduta
state-withdrawn = Ritirata
item-ended = Da { $from } a { $to }.
item-until = In pausa fino a { $time }.
item-by = Da { $name }.
snooze-how-long = Rimandare di quanto

quality-title = Qualità delle previsioni
quality-day = Quanto erano buone le previsioni delle ultime 24 ore.
quality-means = Che cosa significa
device = Sensore
horizon = Con quanto anticipo
quality-chart = { $quantity }: previsione a { $span }, e ciò che è accaduto
quality-off = La previsione a { $span } ha sbagliato in media di { $mae }; supporre che nulla cambi, di { $no_change }.
change-better = È il { $share } meglio che supporre che nulla cambi.
change-same = È all’incirca come supporre che nulla cambi.
change-worse = È il { $share } peggio che supporre che nulla cambi.
band-kept = Il { $covered } delle misure era nella banda; era promesso il { $promised }.
band-narrow = Solo il { $covered } delle misure era nella banda; era promesso il { $promised }: è troppo stretta.
band-wide = Il { $covered } delle misure era nella banda; era promesso il { $promised }: è più larga del necessario.
quality-count = { $count ->
    [one] Questo si basa su una previsione.
   *[other] Questo si basa su { $count } previsioni.
  }
quality-few = { $count ->
    [0] Nessuna previsione di questo tipo è ancora giunta a termine e confrontata: non si può dire quanto siano buone.
    [one] Finora è stata confrontata una sola previsione di questo tipo: troppo poco per dire quanto siano buone.
   *[other] Finora sono state confrontate solo { $count } previsioni di questo tipo: troppo poche per dire quanto siano buone.
  }
quality-line = Previsione { $span } prima, banda al { $share }
quality-none = Qui non è stato previsto nulla nell’ultimo giorno.
quality-failed = Non si possono caricare le previsioni.
errors-title = Errori osservati, ultime 24 ore
errors-ahead = Anticipo
errors-mae = Scarto
errors-no-change = Scarto senza cambiamento
errors-skill = Guadagno
errors-covered = Nella banda
errors-count = Previsioni
errors-how = Scarto: errore assoluto medio. Guadagno: di quanto è più piccolo che con «nessun cambiamento»; sotto zero è più grande. La banda promette il { $share }.
models-title = I modelli di cui sono composte
models-how = Errore assoluto medio che ciascuno avrebbe commesso per { $quantity }.
model = Modello
model-mix = La miscela, come prevista
model-no_change = Nessun cambiamento
model-online-10 = Regressione appresa qui, poco regolarizzata
model-online-100 = Regressione appresa qui, molto regolarizzata
model-trees = Alberi di fabbrica
model-local = Alberi adattati a questo sito

edit = Modifica
close = Chiudi
save = Salva
copy = Copia
search = Cerca
progress-saving = Salvataggio …
progress-saved = Salvato.
copy-command = Copia: { $name }
copy-copied = Copiato
copy-selected = Selezionato: copiate con Ctrl+C

devices-sentence = { $count ->
    [one] Un dispositivo: { $found }.
   *[other] { $count } dispositivi: { $found }.
  }
devices-well = tutto va bene
devices-faulty = { $count } con guasto
devices-silent = { $count } muti
devices-unplaced = { $count } senza stanza
devices-empty = Non se n’è ancora sentito nessuno.
devices-none = Nessun dispositivo corrisponde.
devices-more = { $count ->
    [one] Mostrane un altro
   *[other] Mostrane altri { $count }
  }
devices-failed = L’elenco dei dispositivi non può essere caricato: { $reason }
filter = Quali dispositivi
filter-all = Tutti ({ $count })
filter-wanting = Da vedere ({ $count })
filter-retired = Ritirati ({ $count })
column-device = Dispositivo
column-room = Stanza
column-heard = Visto
column-interval = Intervallo
column-latest = Ultimi valori
device-live = In diretta
device-silent = Muto
device-faulty = Guasto
device-unplaced = Senza stanza
device-nowhere = ancora senza stanza
device-retired = Ritirato
device-never = Mai
device-name = Nome
device-unplaced-how = Le sue misure non dicono dove si trova. Dategli una stanza; ciò che ha inviato prima resta dov’era.
device-placed-here = Collocato in { $room } su questa pagina. Per spostarlo, indicate un’altra stanza; ciò che è stato misurato resta dov’era.
device-places-itself = Le sue stesse misure dicono che si trova in { $room }: cambiatelo nel dispositivo.
device-retire = Ritira
device-retire-how = Le pagine nascondono un dispositivo ritirato; il suo storico resta.
device-return = Riattiva
device-failed = Non è stato salvato: { $reason }
device-conflict = Nel frattempo qualcun altro ha salvato questo dispositivo. Ciò che avete scritto è ancora qui.
device-theirs = La sua versione: { $saved }.
device-save-mine = Salva la mia
device-take-theirs = Prendi la sua
device-offset-wrong = Non è un numero: { $quantity }
calibration = Calibrazione
calibration-how = Aggiunto a ogni misura da ora in poi. Il valore inviato è conservato accanto.
calibration-sent = Inviato
calibration-offset = Correzione
calibration-shown = Tenuto
calibration-of = Correzione di { $quantity } in { $unit }
silences = Interruzioni delle ultime 24 ore
silences-none = Nessuna.
silences-some = { $count ->
    [one] Un’interruzione, { $span }.
   *[other] { $count } interruzioni, { $span } in tutto.
  }
silence = { $from } – { $to }, { $span }

connect = Collega un dispositivo
connect-how = Scrivete un identificativo e fate inviare uno di questi dal dispositivo o da questa macchina. Sede e stanza possono restare vuote: si può collocare più tardi.
connect-id = Identificativo
connect-waiting = In attesa
connect-type = Scrivete un identificativo: la sua prima misura è annunciata qui.
connect-until = In attesa della prima misura di { $id } …
connect-taken = C’è già un { $id } ({ $room }). In un’altra stanza lo stesso identificativo è un altro dispositivo.
connect-arrived = La prima misura di { $id } è arrivata ({ $room }).
connect-closed = Per ora può inviare solo questa macchina; IAQ_BIND e IAQ_OPEN ammettono le altre.
connect-silent = Non arriva nulla? Che cosa è stato rifiutato, e perché:

system-well = Tutto funziona.
system-wrong = { $count ->
    [one] Una cosa non va.
   *[other] { $count } cose non vanno.
  }
system-old = Nessuna risposta: ciò che vedete è delle { $time }.
problems = Che cosa fare
urgency-severe = Subito
urgency-poor = Presto
urgency-fair = Nota
problem-away-nginx = A questo indirizzo non risponde nessuno.
problem-away-gateway = Il servizio gateway è assente: le pagine non sono in diretta.
problem-away-nats = Il bus dei messaggi è assente.
problem-away-ingest = Il servizio ingest è assente: non entrano misure.
problem-away-store = Il servizio store è assente: né storico né esportazioni.
problem-away-predictor = Il servizio predictor è assente: niente nuove previsioni, azioni e avvisi.
problem-waiting = { $service } non è pronto: { $reason }
problem-disk-full = Il disco è quasi pieno: le misure sono rifiutate.
problem-disk-low = Il disco si sta riempiendo.
problem-bus-full = Il flusso è pieno: le misure sono rifiutate.
problem-bus-filling = Il flusso si sta riempiendo.
problem-behind = Il servizio store resta indietro: i grafici tardano, la diretta va bene.
problem-catching-up = Il servizio store sta recuperando.
problem-backup-none = Non c’è ancora una copia di sicurezza.
problem-backup-old = L’ultima copia ha più di una settimana.
problem-lagging = Alcuni browser ricevono solo l’ultimo valore di ogni dispositivo.
problem-refused = Alcune misure sono rifiutate.
todo-away-nginx = Avviatelo con make up; questa pagina continua a provare. Ciò che ha stampato dice perché è terminato.
todo-away-gateway = I dispositivi non notano nulla. Si riavvia da solo; se resta assente, le ultime righe di gateway.log dicono perché.
todo-away-nats = Ai dispositivi è chiesto di rinviare. Si riavvia da solo; se non riesce, l’ultima riga di nats.log dice perché.
todo-away-ingest = Ai dispositivi HTTP è chiesto di rinviare; ciò che arriva per NATS e MQTT attende. Si riavvia da solo; altrimenti ingest.log dice perché.
todo-away-store = Nulla va perso, le misure attendono nel flusso. Si riavvia da solo; altrimenti store.log dice perché.
todo-away-predictor = Le misure sono conservate e mostrate. Si riavvia da solo; altrimenti predictor.log dice perché.
todo-waiting = Un avvio dura fino a un minuto. Se continua, le ultime righe del log del servizio dicono perché.
todo-disk-full = Liberate spazio o spostate IAQ_DATA_DIR. Riprende da solo.
todo-disk-low = Liberate spazio: sotto il 5 % libero le misure sono rifiutate.
todo-bus-full = Il servizio store è in ritardo o il suo database è assente: riparatelo (store.log), il resto riprende da solo. Nulla di accettato va perso.
todo-bus-filling = Il database è in ritardo o troppo lento; il servizio store fa spazio appena ha recuperato.
todo-behind = Se continua a crescere, il disco è troppo lento.
todo-catching-up = Niente da fare: dopo un’interruzione è normale.
todo-backup-none = Fatene una mentre tutto funziona: .venv/bin/iaqverse backup FILE. InfluxDB ha la sua: influx backup.
todo-backup-old = Mettete .venv/bin/iaqverse backup in cron.
todo-lagging = Se continua, la loro rete è troppo lenta o questa macchina troppo occupata. I loro grafici sono comunque completi.
todo-refused = Un dispositivo invia l’impossibile. Il motivo: nats --context iaqverse sub 'iaq.rejected.>'
services = Servizi
column-service = Servizio
column-state = Stato
column-replicas = Repliche
state-up = Attivo
state-waiting = Non pronto
state-away = Assente
service-nats = trasporta e conserva ogni messaggio
service-ingest = riceve le misure dai dispositivi
service-store = conserva lo storico
service-predictor = prevede, consiglia, sorveglia
service-gateway = serve pagine e strumenti
figure-bus = Flusso occupato
figure-disk = Disco occupato
figure-store = Messaggi da salvare
figure-messages = Messaggi in arrivo
figure-clients = Browser e strumenti
figure-backup = Ultima copia
figure-of = { $part } di { $whole }
figure-size = Database: { $size }.
figure-devices = { $count ->
    [one] Un dispositivo; { $free } liberi.
   *[other] { $count } dispositivi; { $free } liberi.
  }
figure-rate = { $rate }/s
figure-delivered = In uscita: { $rate }, { $bytes }/s.
figure-counting = Conteggio …
figure-sockets = { $sockets } WebSocket, { $polls } long polling; gateway: { $gateways }.
figure-never = Mai
figure-backup-how = iaqverse backup FILE
figure-unknown = Nessuno a cui chiedere.

# The settings page
settings-intro = Edificio, stanze e soglie sono di tutti; l’ultima parte riguarda solo questo browser.
settings-on-page = In questa pagina
settings-building = Edificio
settings-sites = Sedi e stanze
settings-limits = Soglie
settings-limits-how = Una stanza è valutata secondo il suo profilo, altrimenti secondo quello dell’installazione.
settings-profile-shown = Guarda
settings-profile-copy = Copia in un profilo proprio
settings-profile-copy-of = Copia di { $name }
settings-profile-remove = Elimina questo profilo
settings-profile-read = I profili di serie restano come sono; una copia si può modificare.
settings-source = Tratto da
settings-limits-change = Modifica
settings-limits-change-of = Modifica { $quantity }
settings-limits-reset = Come predefinito
settings-limits-reset-of = Come predefinito: { $quantity }
settings-limit-upper = { $quantity }, { $level } fino a
settings-limit-from = { $quantity }, { $level } da
settings-limit-to = { $quantity }, { $level } fino a
settings-wrong-rising = Ogni soglia deve superare la precedente, la prima lo zero.
settings-wrong-nested = Ogni coppia deve racchiudere la precedente.
settings-browser = Questo browser
settings-browser-how = Salvato subito, e solo qui.
settings-name = Nome
settings-kind = Tipo
settings-order = Ordine
settings-timezone = Fuso orario
settings-timezone-how = Vuoto: quello della macchina del sistema.
settings-timezone-now = Lì sono le { $time }.
settings-null-timezone = quello della macchina
settings-no-rooms = Ancora nessuna stanza. Aggiungetene una qui sotto, o lasciate che un dispositivo invii la prima misura: la sua stanza apparirà qui da sola.
settings-up = Sposta { $room } in su
settings-down = Sposta { $room } in giù
settings-order-is = { $room } è ora la n. { $place } di { $count }.
settings-kind-room = Stanza
settings-kind-classroom = Aula
settings-kind-office = Ufficio
settings-kind-meeting_room = Sala riunioni
settings-kind-living_room = Soggiorno
settings-kind-bedroom = Camera da letto
settings-kind-kitchen = Cucina
settings-kind-bathroom = Bagno
settings-kind-corridor = Corridoio
settings-kind-outdoor = Esterno
settings-profile = Soglie
settings-null-profile = quelle dell’intera installazione
settings-profile-default = Soglie dell’installazione
settings-occupied = Quando ci sono persone
settings-null-occupied = Sempre
settings-occupied-hours = In queste ore
settings-days = Giorni
settings-from = Dalle
settings-until = Alle (00:00: mezzanotte)
settings-plan = Posto sulla pianta
settings-null-plan = disposta da sola
settings-plan-here = Qui
settings-x_m = Da sinistra, m
settings-y_m = Dall’alto, m
settings-width_m = Larghezza, m
settings-depth_m = Profondità, m
settings-floor = Piano
settings-floor-of = Piano { $floor }
settings-plan-title = Pianta
settings-plan-is = { $x } m da sinistra, { $y } m dall’alto, { $width } × { $depth } m, piano { $floor }
settings-plan-how = Trascinate una stanza, o sceglietela e usate le frecce (mezzo metro ciascuna); con Maiusc ne cambiano la misura. Le stanze tratteggiate si dispongono da sole.
settings-modules = Dotazioni
settings-modules-none = Ancora nulla.
settings-module-window = Finestra
settings-module-door = Porta
settings-module-ventilation = Ventilazione
settings-module-radiator = Radiatore
settings-module-purifier = Purificatore d’aria
settings-module-new = Aggiungi
settings-add = Aggiungi
settings-remove = Togli
settings-remove-of = Togli { $name }
settings-room-new = Aggiungi una stanza
settings-room-new-how = Per una stanza che non ha ancora un dispositivo, anche di un’altra sede. È salvata subito.
settings-room-remove = Togli questa stanza
settings-room-remove-how = Non ha dispositivi.
settings-theme = Colori
settings-units = Temperatura
settings-saving = Modifiche non salvate
settings-unsaved = { $count ->
    [one] Una modifica non è ancora salvata.
   *[other] { $count } modifiche non sono ancora salvate.
  }
settings-discard = Scarta
settings-joined = Salvato, insieme a ciò che qualcun altro ha cambiato nel frattempo.
settings-failed = Non è stato salvato: { $reason }
settings-refused = { $count ->
    [one] il server ha rifiutato una cosa
   *[other] il server ha rifiutato { $count } cose
  }
settings-disputed = Qualcun altro ha cambiato la stessa cosa: scegliete sopra, poi salvate.
settings-conflicts = Due persone hanno cambiato la stessa cosa
settings-conflicts-how = Nulla di vostro è perso. Scegliete che cosa deve restare, poi salvate.
settings-mine = Tieni il mio: { $value }
settings-theirs = Prendi il loro: { $value }
settings-of = { $thing }: { $field }
settings-absent = tolto
settings-present = presente
settings-wrong = Qualcosa qui sopra non si può salvare così.
settings-wrong-empty = Serve un nome.
settings-wrong-days = Scegliete almeno un giorno.
settings-wrong-hours = La fine deve venire dopo l’inizio.
settings-wrong-number = Un numero da { $low } a { $high }.
settings-wrong-whole = Un numero intero da { $low } a { $high }.
